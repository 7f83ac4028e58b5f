using System.Numerics.Tensors;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Heads;

/// <summary>
/// Class shares that the project's owner states, used for decisions: half of the way, in logits, from the balanced head to one whose decisions over a sample of the pool have the stated
/// shares (as in the EM of Saerens, Latinne and Decaestecker, "Adjusting the Outputs of a Classifier to New a Priori Probabilities", 2002, with decisions in place of posteriors and the
/// shares known). Items are still chosen by the balanced head's doubt, which is the better guide. Shares in the class weights of the fit instead lose badly; docs/learning.md has the figures.
/// </summary>
public static class StatedShares
{
    /// <summary>Labels before which shares are not used: the decisions of a younger head say too little about the pool.</summary>
    public const int LeastLabels = 100;

    /// <summary>Rows of the pool that are looked at; a class of 5% is then met 50 times.</summary>
    public const int SampleSize = 1_000;

    // All the way loses on sets that a balanced head decides well; half of it brings nearly as much on hard ones.
    private const double PartOfTheWay = 0.5;

    private const int Rounds = 60;
    private const double Pace = 0.3;

    /// <summary>Returns what to add to each class's logit.</summary>
    /// <param name="head">The balanced head.</param>
    /// <param name="sample">Rows drawn from the pool at random; a row without an embedding counts by its n-grams.</param>
    /// <param name="shares">Stated share per class, positive, summing to 1.</param>
    /// <exception cref="ArgumentException">There is not one positive share per class.</exception>
    public static float[] Offsets(Head head, FeatureBlock sample, IReadOnlyList<double> shares)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Count != head.Classes || shares.Any(share => !(share > 0)))
        {
            throw new ArgumentException("Every class has a share above 0.", nameof(shares));
        }

        var offsets = new float[head.Classes];
        if (sample.Count == 0)
        {
            return offsets;
        }

        var logits = new float[sample.Count * head.Classes];
        for (var row = 0; row < sample.Count; row++)
        {
            var probabilities = logits.AsSpan(row * head.Classes, head.Classes);
            head.Predict(sample.Ngrams(row), sample.HasEmbedding(row) ? sample.Embedding(row) : [], probabilities);
            TensorPrimitives.Max(probabilities, 1e-12f, probabilities);
            TensorPrimitives.Log(probabilities, probabilities);
        }

        Span<float> shifted = stackalloc float[head.Classes];
        var decided = new double[head.Classes];
        for (var round = 0; round < Rounds; round++)
        {
            // One decision for each class beforehand: a class that is never decided must not run away.
            Array.Fill(decided, 1);
            for (var row = 0; row < sample.Count; row++)
            {
                TensorPrimitives.Add(logits.AsSpan(row * head.Classes, head.Classes), offsets, shifted);
                decided[TensorPrimitives.IndexOfMax<float>(shifted)]++;
            }

            for (var k = 0; k < offsets.Length; k++)
            {
                offsets[k] += (float)(Pace * Math.Log(shares[k] * (sample.Count + head.Classes) / decided[k]));
            }
        }

        TensorPrimitives.Multiply(offsets, (float)PartOfTheWay, offsets);
        return offsets;
    }

    /// <summary>Takes offsets off one item's probabilities again.</summary>
    /// <param name="probabilities">One per class; changed in place.</param>
    /// <param name="offsets">One per class.</param>
    public static void TakeOff(Span<float> probabilities, float[] offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        for (var k = 0; k < probabilities.Length; k++)
        {
            probabilities[k] *= MathF.Exp(-offsets[k]);
        }

        TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum<float>(probabilities), probabilities);
    }

    /// <summary>Applies offsets to probabilities that a head without them gave.</summary>
    /// <param name="probabilities">[items × classes].</param>
    /// <param name="offsets">One per class.</param>
    public static float[] Shift(ReadOnlySpan<float> probabilities, float[] offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        var shifted = probabilities.ToArray();
        for (var at = 0; at < shifted.Length; at += offsets.Length)
        {
            var row = shifted.AsSpan(at, offsets.Length);
            for (var k = 0; k < row.Length; k++)
            {
                row[k] *= MathF.Exp(offsets[k]);
            }

            TensorPrimitives.Divide(row, TensorPrimitives.Sum<float>(row), row);
        }

        return shifted;
    }
}
