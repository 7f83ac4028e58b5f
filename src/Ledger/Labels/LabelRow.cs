using ActiveLearning.Contracts;
using Orleans;

namespace ActiveLearning.Ledger.Labels;

/// <summary>One row of the label ledger: an answer, or an undo (class null) that supersedes one. Rows are never changed.</summary>
/// <param name="Sequence">Number within the project, from 1, in commit order: "labels up to n" means the same thing for ever.</param>
/// <param name="Ordinal">The item.</param>
/// <param name="LeaseId">The lease it was given under; an undo row carries its label's.</param>
/// <param name="Annotator">Who answered.</param>
/// <param name="Class">Position of the class, or null for an undo.</param>
/// <param name="LeasedAt">When the lease was granted.</param>
/// <param name="LabelledAt">When the row was stored.</param>
/// <param name="LeadTimeMs">How long the item was looked at, by the client's own measure.</param>
/// <param name="StandardVersion">Dataset standard in force.</param>
/// <param name="Arm">Arm of the lease.</param>
/// <param name="Supersedes">Sequence of the row that this undo takes back, or null.</param>
[GenerateSerializer, Immutable, Alias("label-row")]
public sealed record LabelRow(
    [property: Id(0)] long Sequence,
    [property: Id(1)] int Ordinal,
    [property: Id(2)] LeaseId LeaseId,
    [property: Id(3)] string Annotator,
    [property: Id(4)] int? Class,
    [property: Id(5)] DateTimeOffset LeasedAt,
    [property: Id(6)] DateTimeOffset LabelledAt,
    [property: Id(7)] int LeadTimeMs,
    [property: Id(8)] int StandardVersion,
    [property: Id(9)] Arm Arm,
    [property: Id(10)] long? Supersedes)
{
    /// <summary>The answer that settled an item with these rows, or null while there are fewer live ones than it needs.</summary>
    public static long? Settling(IReadOnlyList<LabelRow> rows, int overlap)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Count > 0 && LiveAnswers(rows) is { Count: > 0 } live && live.Count >= overlap ? live[^1].Sequence : null;
    }

    /// <summary>The answers that no other of these rows takes back, in their order.</summary>
    public static List<LabelRow> LiveAnswers(IReadOnlyList<LabelRow> rows)
    {
        var undone = rows.Select(row => row.Supersedes).OfType<long>().ToHashSet();
        return [.. rows.Where(row => row.Class is not null && !undone.Contains(row.Sequence))];
    }
}
