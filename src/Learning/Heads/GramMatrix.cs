using ActiveLearning.Learning.Features;

namespace ActiveLearning.Learning.Heads;

/// <summary>Inner products between labelled rows, for n-grams and for embeddings apart, because their mixture changes with the number of labels.</summary>
internal sealed class GramMatrix
{
    private readonly Dictionary<int, List<(int Row, float Weight)>> _rowsOfColumn = [];
    private readonly List<TextFeatures> _features = [];
    private readonly List<float[]> _ngramProducts = [];
    private readonly List<float[]> _embeddingProducts = [];

    // Made when somebody first weighs the halves: most projects never do.
    private readonly List<float[]> _secondHalves = [];

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
    /// <param name="row">The row.</param>
    /// <param name="ngramShare">w.</param>
    /// <param name="halves">How the halves of E count.</param>
    /// <param name="kernel">Receives <paramref name="row"/> + 1 values.</param>
    public void Mix(int row, double ngramShare, EmbeddingHalves halves, Span<double> kernel)
    {
        var second = halves == EmbeddingHalves.Even ? [] : SecondHalf(row);
        var h = _ngramProducts[row];
        var e = _embeddingProducts[row];
        for (var other = 0; other <= row; other++)
        {
            var product = second.Length > 0 ? halves.Product(e[other], second[other]) : e[other];
            kernel[other] = (ngramShare * h[other]) + ((1 - ngramShare) * product);
        }
    }

    private float[] SecondHalf(int row)
    {
        for (var next = _secondHalves.Count; next <= row; next++)
        {
            var features = _features[next];
            _secondHalves.Add([.. _features.Take(next + 1).Select(other => features.EmbeddingDot(other, features.EmbeddingDimensions / 2))]);
        }

        return _secondHalves[row];
    }
}
