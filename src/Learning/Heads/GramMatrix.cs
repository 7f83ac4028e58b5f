using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Heads;

/// <summary>Inner products between labelled rows, for n-grams and for embeddings apart, because their mixture changes with the number of labels.</summary>
internal sealed class GramMatrix
{
    private readonly Dictionary<int, List<(int Row, float Weight)>> _rowsOfColumn = [];
    private readonly List<TextFeatures> _features = [];
    private readonly List<float[]> _ngramProducts = [];
    private readonly List<float[]> _embeddingProducts = [];

    /// <summary>Number of rows.</summary>
    public int Count => _ngramProducts.Count;

    /// <summary>Adds a row and its products with itself and all rows before it.</summary>
    public void Add(TextFeatures features)
    {
        var row = Count;
        var ngrams = features.Ngrams();
        var products = new float[row + 1];
        for (var i = 0; i < ngrams.Columns.Length; i++)
        {
            // Only rows that share a column meet here: two short texts have few n-grams in common.
            if (!_rowsOfColumn.TryGetValue(ngrams.Columns[i], out var rows))
            {
                _rowsOfColumn.Add(ngrams.Columns[i], rows = []);
            }

            rows.Add((row, ngrams.Weights[i]));
            foreach (var (other, weight) in rows)
            {
                products[other] += weight * ngrams.Weights[i];
            }
        }

        _features.Add(features);
        var cosines = new float[row + 1];
        for (var other = 0; other <= row; other++)
        {
            cosines[other] = features.EmbeddingDot(_features[other]);
        }

        _ngramProducts.Add(products);
        _embeddingProducts.Add(cosines);
    }

    /// <summary>Writes row <paramref name="row"/> of w·HHᵀ + (1−w)·EEᵀ up to its diagonal.</summary>
    public void Mix(int row, double ngramShare, Span<double> kernel)
    {
        var h = _ngramProducts[row];
        var e = _embeddingProducts[row];
        for (var other = 0; other <= row; other++)
        {
            kernel[other] = (ngramShare * h[other]) + ((1 - ngramShare) * e[other]);
        }
    }
}
