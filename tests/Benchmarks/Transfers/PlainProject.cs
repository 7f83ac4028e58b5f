using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Benchmarks.Transfers;

/// <summary>The project that plain rows belong to.</summary>
internal static class PlainProject
{
    public const int Partitions = 8;

    public static NewProject New { get; } = new(
        "plain", "plain", new DatasetStandard(1, [new LabelClass("a"), new LabelClass("b")], "", 1), 0.1, "auto", TimeSpan.FromMinutes(5), Partitions, 7);
}
