using ActiveLearning.Contracts.Api;

namespace ActiveLearning.Contracts.Hubs;

/// <summary>Everything the live page shows of one project at one instant.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="At">When the figures were taken, UTC.</param>
/// <param name="Settings">Name, standard, strategy, pause.</param>
/// <param name="Status">Counts, coverage and champion, as the status call gives them.</param>
/// <param name="Slices">Labels by class for every slice.</param>
/// <param name="LabelsByClass">Live labels by class, in the standard's order.</param>
/// <param name="Throughput">Labels in each of the last 60 minutes, oldest first; the last is the running minute.</param>
/// <param name="Queue">How deep the queues are.</param>
/// <param name="Models">All model versions, oldest first: learning curve and list.</param>
/// <param name="People">Who labelled.</param>
/// <param name="Insight">Estimates, saving and stop advice; null before the first champion was looked into.</param>
public sealed record DashboardSnapshot(
    string ProjectId,
    DateTimeOffset At,
    ProjectSettings Settings,
    ProjectStatus Status,
    IReadOnlyList<SliceCoverage> Slices,
    IReadOnlyList<int> LabelsByClass,
    IReadOnlyList<int> Throughput,
    QueueDepth Queue,
    IReadOnlyList<ModelVersion> Models,
    IReadOnlyList<PersonActivity> People,
    ProjectInsight? Insight = null);

/// <summary>Labels of one slice.</summary>
/// <param name="Attribute">Attribute name, for example <c>lang</c>.</param>
/// <param name="Value">Attribute value, for example <c>de</c>.</param>
/// <param name="Items">Pool items of the slice.</param>
/// <param name="LabelsByClass">Live labels by class, in the standard's order; near-duplicates share that of their group.</param>
public sealed record SliceCoverage(string Attribute, string Value, int Items, IReadOnlyList<int> LabelsByClass);

/// <summary>How deep the queues are.</summary>
/// <param name="Open">Items that may be leased.</param>
/// <param name="Prepared">Ranked and diversified items at the partitions' fronts.</param>
/// <param name="Buffered">Items under a live lease.</param>
/// <param name="Present">Annotators with a connection.</param>
[GenerateSerializer, Immutable, Alias("queue-depth")]
public sealed record QueueDepth(
    [property: Id(0)] int Open, [property: Id(1)] int Prepared, [property: Id(2)] int Buffered, [property: Id(3)] int Present);

/// <summary>What one annotator did.</summary>
/// <param name="Annotator">Pseudonym.</param>
/// <param name="Labels">Live labels.</param>
/// <param name="LastLabelledAt">Newest label.</param>
/// <param name="LastHour">Labels in the last 60 minutes.</param>
public sealed record PersonActivity(string Annotator, int Labels, DateTimeOffset LastLabelledAt, int LastHour);
