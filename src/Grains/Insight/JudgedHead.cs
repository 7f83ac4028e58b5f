using ActiveLearning.Grains.Labelled;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Grains.Insight;

/// <summary>A champion with the fit it came from, so that it can be asked about the very items that it learnt from.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Saw">The labels that it saw.</param>
/// <param name="Fit">The fit.</param>
public sealed record JudgedHead(int Version, LabelledSnapshot Saw, HeadFit Fit)
{
    /// <summary>What the served version adds to each class's logit so that decisions follow stated shares; empty when nothing.</summary>
    public float[] DecisionOffsets { get; init; } = [];

    /// <summary>
    /// Probabilities of labelled items, [items × classes]: out of fold where the head saw the label, plainly where it did not. Takes as long as a few fits when first asked.
    /// </summary>
    public float[] OutOfFold(IReadOnlyList<LabelledItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var classes = Fit.Head.Classes;
        var seen = new Dictionary<(int Ordinal, int Class), int>();
        for (var row = 0; row < Fit.Labels; row++)
        {
            seen[(Saw.Items[row].Ordinal, Saw.Items[row].Class)] = row;
        }

        var probabilities = new float[items.Count * classes];
        for (var i = 0; i < items.Count; i++)
        {
            var own = probabilities.AsSpan(i * classes, classes);
            if (seen.TryGetValue((items[i].Ordinal, items[i].Class), out var row))
            {
                Fit.OutOfFold.AsSpan(row * classes, classes).CopyTo(own);
            }
            else
            {
                Fit.Head.Predict(items[i].Features, own);
            }
        }

        return DecisionOffsets.Length == 0 ? probabilities : StatedShares.Shift(probabilities, DecisionOffsets);
    }
}
