namespace ActiveLearning.Contracts.Api;

/// <summary>Answer of <c>GET /api/v1/projects/{p}/groups</c>.</summary>
/// <param name="Groups">The groups of this page.</param>
/// <param name="Next">What to ask the next page with, as <c>after</c>; null on the last one.</param>
public sealed record GroupPage(IReadOnlyList<GroupView> Groups, string? Next);

/// <summary>One near-duplicate group.</summary>
/// <param name="Id">Id of the item that is offered for all.</param>
/// <param name="Size">Members in all, that item included.</param>
/// <param name="State"><c>open</c>, <c>settled</c> or <c>blocked</c>.</param>
/// <param name="SettledBy">The label that settled it, or null.</param>
/// <param name="Consensus">What its labels add up to; null while it is open.</param>
/// <param name="Members">The first members; the one that is offered comes first.</param>
public sealed record GroupView(string Id, int Size, string State, string? SettledBy, Consensus? Consensus, IReadOnlyList<GroupMemberView> Members);

/// <summary>One member of a group.</summary>
/// <param name="Id">The item.</param>
/// <param name="Text">Its text.</param>
/// <param name="TestTwin">Id of a held-out item that it is a near-duplicate of, or null.</param>
public sealed record GroupMemberView(string Id, string Text, string? TestTwin);

/// <summary>Body of <c>POST /api/v1/projects/{p}/groups/{g}/split</c>.</summary>
/// <param name="Items">Ids of the items to take out; absent dissolves the group.</param>
public sealed record SplitGroup(IReadOnlyList<string>? Items = null);

/// <summary>Answer to a split.</summary>
/// <param name="Outcome"><c>split</c>.</param>
/// <param name="Opened">Items that the group's label had settled and that are open again.</param>
public sealed record SplitReply(string Outcome, int Opened);

/// <summary>Answer of <c>GET /api/v1/projects/{p}/test-twins</c>.</summary>
/// <param name="Twins">The items of this page.</param>
/// <param name="Next">What to ask the next page with, as <c>after</c>; null on the last one.</param>
public sealed record TestTwinPage(IReadOnlyList<TestTwinView> Twins, string? Next);

/// <summary>A pool item that is a near-duplicate of a held-out one.</summary>
/// <param name="Id">The pool item.</param>
/// <param name="Text">Its text.</param>
/// <param name="TestId">The held-out item.</param>
public sealed record TestTwinView(string Id, string Text, string TestId);
