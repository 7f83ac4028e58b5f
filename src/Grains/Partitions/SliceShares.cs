using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Grains.Partitions;

/// <summary>What share of the next labels each value of an attribute should get.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Next">Shares of the largest values, 0 or more.</param>
/// <param name="Rest">Share of all other items together.</param>
[GenerateSerializer, Immutable, Alias("slice-shares")]
public sealed record SliceShares(
    [property: Id(0)] string Attribute, [property: Id(1)] IReadOnlyDictionary<string, float> Next, [property: Id(2)] float Rest)
{
    /// <summary>Values with a share of their own; more would only spread the next labels thinner than one each.</summary>
    public const int MostValues = 50;

    /// <summary>Works the shares out.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="counts">Items and labels of its largest values.</param>
    /// <param name="poolItems">Items of the whole pool.</param>
    /// <param name="labelled">Labelled items of the whole project.</param>
    /// <param name="judged">For labelled items whose out-of-fold decision is known: their value, and whether it was right.</param>
    public static SliceShares Of(
        string attribute, IReadOnlyList<SliceCount> counts, int poolItems, int labelled, IReadOnlyList<(string? Value, bool Right)> judged)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var byValue = judged.ToLookup(item => item.Value ?? "", StringComparer.Ordinal);
        var figures = counts.Select(count => new SliceFigures(
            count.Items, count.LabelsByClass.Sum(), byValue[count.Value].Count(), byValue[count.Value].Count(item => !item.Right))).ToList();
        figures.Add(new SliceFigures(
            Math.Max(0, poolItems - figures.Sum(f => f.Items)),
            Math.Max(0, labelled - figures.Sum(f => f.Labels)),
            judged.Count - figures.Sum(f => f.Judged),
            judged.Count(item => !item.Right) - figures.Sum(f => f.Wrong)));
        var next = SliceNeed.NextShares(figures);
        return new SliceShares(
            attribute, counts.Select((count, i) => (count.Value, Share: next[i])).ToDictionary(x => x.Value, x => x.Share, StringComparer.Ordinal), next[^1]);
    }
}
