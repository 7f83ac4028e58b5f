using ActiveLearning.Learning.Committee;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>What an acquisition function may look at: one slice of a project's pool under one model version. One user at a time.</summary>
public sealed record PoolView
{
    private float[] _row = [];

    /// <summary>Features of the slice; row numbers below refer to it.</summary>
    public required FeatureBlock Features { get; init; }

    /// <summary>Class probabilities in compact form; null before the first model.</summary>
    public ProbabilityTable? Scores { get; init; }

    /// <summary>
    /// Class probabilities in plain form, [rows × <see cref="Classes"/>], where no <see cref="Scores"/> are given; empty before the first model. Rows beyond its end have
    /// not been scored yet.
    /// </summary>
    public float[] Probabilities { get; init; } = [];

    /// <summary>
    /// What <see cref="Scores"/> have on top in each class's logit so that decisions follow stated shares; empty when nothing. <see cref="ProbabilitiesOf"/> takes it off, since the balanced
    /// head's doubt is the better guide.
    /// </summary>
    public float[] DecisionOffsets { get; init; } = [];

    /// <summary>How far the committee is apart, by row; empty when the model has none.</summary>
    public CommitteeOpinion[] Opinions { get; init; } = [];

    /// <summary>Which slice each row belongs to and how much each slice needs labels; null unless the strategy asks for it.</summary>
    public SliceView? AttributeSlices { get; init; }

    /// <summary>Classes of the project, at least 2.</summary>
    public required int Classes { get; init; }

    /// <summary>Rows that may be offered.</summary>
    public required ReadOnlyMemory<int> Open { get; init; }

    /// <summary>Rows of this slice that are labelled, or that somebody is labelling; where they are many, a random draw of them.</summary>
    public IReadOnlyList<int> Labelled { get; init; } = [];

    /// <summary>Features of labelled items of other slices; given for the first hundred labels only.</summary>
    public IReadOnlyList<TextFeatures> LabelledElsewhere { get; init; } = [];

    /// <summary>Number of this slice, from 0.</summary>
    public int Slice { get; init; }

    /// <summary>Slices into which the pool is split at random, at least 1.</summary>
    public int Slices { get; init; } = 1;

    /// <summary>The project's labels per class, over all slices; empty when unknown.</summary>
    public IReadOnlyList<int> LabelsPerClass { get; init; } = [];

    /// <summary>The project's labels, over all slices.</summary>
    public int TotalLabels { get; init; }

    /// <summary>Items of the whole project's pool; this slice is one part of it.</summary>
    public int PoolSize { get; init; }

    /// <summary>
    /// Whether most embeddings were made of the pool's own n-grams (LSA) instead of by a trained encoder. They know less, so the first labels must spread wider.
    /// </summary>
    public bool LexicalEmbeddings => 2 * Features.LexicalCount > Features.EncodedCount;

    /// <summary>Whether there is a model to ask.</summary>
    public bool HasModel => Scores is not null || Probabilities.Length > 0;

    /// <summary>The slice's part of the pool, above 0 and at most 1.</summary>
    public double ShareOfPool => PoolSize <= Features.Count ? 1 : (double)Features.Count / PoolSize;

    /// <summary>Whether the model has scored the row.</summary>
    public bool IsScored(int row) => Scores?.Has(row) ?? (row + 1) * Classes <= Probabilities.Length;

    /// <summary>The row's class probabilities, to be read before the next call; the row must be scored.</summary>
    public ReadOnlySpan<float> ProbabilitiesOf(int row)
    {
        if (Scores is not { } scores)
        {
            return Probabilities.AsSpan(row * Classes, Classes);
        }

        if (_row.Length != Classes)
        {
            _row = new float[Classes];
        }

        scores.CopyTo(row, _row);
        if (DecisionOffsets.Length == Classes)
        {
            StatedShares.TakeOff(_row, DecisionOffsets);
        }

        return _row;
    }
}
