using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Heads;

/// <summary>
/// The labelled rows a head learns from. Append-only: it keeps the inner products of its rows, so a set that grows by a batch costs
/// only the new rows' products. One user at a time.
/// </summary>
public sealed class TrainingSet
{
    /// <summary><see cref="NgramCrossoverLabels"/> for the embeddings of a trained encoder.</summary>
    public const double EncoderCrossoverLabels = 300;

    /// <summary><see cref="NgramCrossoverLabels"/> for embeddings that were themselves made of n-grams, such as LSA's: they are worth less for less long.</summary>
    public const double LexicalCrossoverLabels = 100;

    private readonly List<TextFeatures> _features = [];
    private readonly List<int> _labels = [];
    private readonly List<double> _weights = [];
    private int _embedded;
    private int _lexical;
    private readonly List<ulong> _prefixes = [0];
    private readonly GramMatrix _gram = new();
    private readonly SeenColumns _columns = new();

    /// <summary>Makes an empty set.</summary>
    /// <param name="classes">Classes of the project, at least 2.</param>
    /// <param name="embeddingDimensions">Length of an embedding; 0 where there is no encoder.</param>
    public TrainingSet(int classes, int embeddingDimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(embeddingDimensions);
        Classes = classes;
        EmbeddingDimensions = embeddingDimensions;
        ClassWeights = new double[classes];
    }

    /// <summary>
    /// The usual <see cref="HeadChoice.CrossoverLabels"/>: between the two values above, by the share of the rows whose embedding was made of n-grams.
    /// </summary>
    public double NgramCrossoverLabels =>
        EncoderCrossoverLabels + ((LexicalCrossoverLabels - EncoderCrossoverLabels) * _lexical / Math.Max(1, _embedded));

    /// <summary>Classes of the project, labelled or not.</summary>
    public int Classes { get; }

    /// <summary>Length of an embedding.</summary>
    public int EmbeddingDimensions { get; }

    /// <summary>Number of labelled rows.</summary>
    public int Count => _labels.Count;

    /// <summary>Number of classes that have a label; a head needs 2.</summary>
    public int DistinctLabels => ClassWeights.Count(weight => weight > 0);

    /// <summary>Whether any row has an embedding. Without one the n-grams carry the head alone.</summary>
    public bool HasEmbeddings => _embedded > 0;

    /// <summary>Whether nine tenths of the embeddings were made of n-grams, so that it matters little what weighing their halves does to the others.</summary>
    internal bool IsMostlyLexical => _embedded > 0 && 10 * _lexical >= 9 * _embedded;

    /// <summary>Sum of label weights per class.</summary>
    internal double[] ClassWeights { get; }

    /// <summary>Adds a labelled row.</summary>
    /// <param name="features">The row's features; one that is not encoded yet has the zero vector for an embedding.</param>
    /// <param name="label">The class, in [0, <see cref="Classes"/>).</param>
    /// <param name="weight">How many labels this one stands for; positive.</param>
    /// <exception cref="ArgumentException">A length, the class or the weight is out of range.</exception>
    public void Add(TextFeatures features, int label, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, Classes);
        if (features.EmbeddingDimensions != 0 && features.EmbeddingDimensions != EmbeddingDimensions)
        {
            throw new ArgumentException($"An embedding has {EmbeddingDimensions} values.", nameof(features));
        }

        if (!double.IsFinite(weight) || weight <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A label's weight is positive.");
        }

        _features.Add(features);
        _labels.Add(label);
        _weights.Add(weight);
        ClassWeights[label] += weight;
        _embedded += features.HasPlace ? 1 : 0;
        _lexical += features.HasPlace && features.IsLexical ? 1 : 0;
        _prefixes.Add(Extend(_prefixes[^1], features, label));
    }

    /// <summary>Adds a labelled row.</summary>
    /// <param name="ngrams">The row's n-grams.</param>
    /// <param name="embedding">The row's embedding, or empty when it is not encoded yet.</param>
    /// <param name="label">The class, in [0, <see cref="Classes"/>).</param>
    /// <param name="weight">How many labels this one stands for; positive.</param>
    /// <exception cref="ArgumentException">A length, the class or the weight is out of range.</exception>
    public void Add(NgramVector ngrams, ReadOnlySpan<float> embedding, int label, double weight = 1) => Add(new TextFeatures(ngrams, embedding), label, weight);

    /// <summary>The class of a row.</summary>
    public int Label(int row) => _labels[row];

    /// <summary>The weight of a row's label.</summary>
    public double Weight(int row) => _weights[row];

    /// <summary>The features of a row.</summary>
    public TextFeatures Features(int row) => _features[row];

    /// <summary>Inner products of all rows, brought up to date.</summary>
    internal GramMatrix Gram()
    {
        for (var row = _gram.Count; row < Count; row++)
        {
            _gram.Add(_features[row]);
        }

        return _gram;
    }

    /// <summary>The n-gram columns of all rows, brought up to date.</summary>
    internal SeenColumns Columns()
    {
        for (var row = _columns.RowCount; row < Count; row++)
        {
            _columns.Add(_features[row]);
        }

        return _columns;
    }

    /// <summary>A fingerprint of the first rows: equal for two sets that start with the same rows in the same order.</summary>
    internal ulong Prefix(int count) => _prefixes[count];

    private static ulong Extend(ulong prefix, TextFeatures features, int label)
    {
        var hash = (prefix + (ulong)label + (features.HasPlace ? 0x51UL : 0x17UL)) * 0x9E3779B97F4A7C15;
        foreach (var column in features.Ngrams().Columns)
        {
            hash = (hash ^ (uint)column) * 0x100000001B3;
        }

        return hash ^ (hash >> 29);
    }
}
