using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Ledger.Tests.Support;

/// <summary>Plausible projects, items and requests, so that a test states only what it is about.</summary>
internal static class Samples
{
    public const int Partitions = 4;
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan UndoWindow = TimeSpan.FromMinutes(10);

    public static readonly LeaseGrounds Grounds = new(Arm.Learn, "margin", LeaseReason.Margin, 12, 0.25f, 3, [0.1f, 0.9f]);

    public static DatasetStandard Standard(int overlap = 1) => new(
        1, [new LabelClass("harm", "hurts somebody", 3, "h"), new LabelClass("fine"), new LabelClass("unclear")], "# Read me", overlap);

    public static NewProject Project(string id = "p1", int overlap = 1) =>
        new(id, "First", Standard(overlap), 0.1, "margin", LeaseDuration, Partitions, 42);

    public static NewItem Item(int number, ItemSplit split = ItemSplit.Pool) => new(
        $"i{number}", $"text number {number}", new Dictionary<string, string> { ["lang"] = number % 2 == 0 ? "de" : "en", ["surface"] = "comment" },
        split == ItemSplit.Test ? number % 3 : null, split, number % Partitions, number * 7919L % 104_729);

    public static NewItem[] Items(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(number => Item(number))];

    public static GrantRequest Grant(int project, int ordinal, string annotator, long epoch = 0, LeaseChannel channel = LeaseChannel.Hub) =>
        new(project, ordinal, epoch, annotator, LeaseDuration, channel, Grounds);

    public static ModelVersionRow Model(int version, DateTimeOffset createdAt) =>
        new(version, ModelStage.Candidate, version * 10, version * 9, 1, "hashed-1", createdAt, Metrics: null);

    public static ModelMetrics Metrics(double macroF1) =>
        new(0.9, macroF1, 0.3, "test", 100, macroF1 - 0.05, macroF1 + 0.05, [new ClassMetrics("harm", 0.8, 0.7, 0.75, 20)]);
}
