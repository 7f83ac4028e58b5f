using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActiveLearning.Learning.Heads;

/// <summary>
/// The labelled rows as a matrix Z in feature space, and its products with parameters and slopes. A row holds its n-grams times √w, its embedding (halves weighed) times √(1−w), a 1 for
/// the intercept, and one column of its own. That one stands for the kernel's ridge and for all n-grams that no other row has: their weights always point the
/// same way, so one parameter with the length of them all has the same optimum and a fraction of the size. Parameters of one column lie side by side, padded with zeros to <see cref="Lanes"/>.
/// </summary>
internal sealed class LabelledDesign
{
    private readonly TrainingSet _set;
    private readonly EmbeddingHalves _halves;
    private readonly SeenColumns _columns;
    private readonly int _classes;
    private readonly float _ngramScale;
    private readonly float _embeddingScale;
    private readonly int[] _places;
    private readonly int[] _starts;
    private readonly int[] _shared;
    private readonly float[] _weights;
    private readonly float[] _own;

    /// <summary>Lays the rows out.</summary>
    /// <param name="problem">What is to be fitted.</param>
    public LabelledDesign(HeadProblem problem)
    {
        var (set, ngramShare, classes) = (problem.Set, problem.NgramShare, problem.Classes.Length);
        _set = set;
        _halves = problem.Halves;
        _columns = set.Columns();
        _classes = classes;
        _ngramScale = (float)Math.Sqrt(ngramShare);
        _embeddingScale = (float)Math.Sqrt(1 - ngramShare);
        Rows = set.Count;
        Lanes = classes <= Vector128<float>.Count ? Vector128<float>.Count : (classes + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;
        _places = new int[_columns.Count];
        var shared = 0;
        for (var position = 0; position < _places.Length; position++)
        {
            _places[position] = _columns.RowsWith(position) > 1 ? shared++ : -1;
        }

        _starts = new int[Rows + 1];
        for (var row = 0; row < Rows; row++)
        {
            _starts[row + 1] = _starts[row];
            foreach (var position in _columns.Row(row))
            {
                _starts[row + 1] += _places[position] >= 0 ? 1 : 0;
            }
        }

        _shared = new int[_starts[Rows]];
        _weights = new float[_starts[Rows]];
        _own = new float[Rows];
        var scratch = new NgramScratch(set);
        for (var row = 0; row < Rows; row++)
        {
            LayOut(row, scratch.WeightsOf(row));
        }

        OwnStart = shared * Lanes;
        EmbeddingStart = OwnStart + (Rows * Lanes);
        InterceptStart = EmbeddingStart + (set.EmbeddingDimensions * classes);
        ParameterCount = InterceptStart + Lanes;
    }

    /// <summary>Number of labelled rows.</summary>
    public int Rows { get; }

    /// <summary>Values that belong to one column or row: the classes, padded to whole vectors.</summary>
    public int Lanes { get; }

    /// <summary>Where the rows' own columns begin; before them lie the n-gram columns that several rows have.</summary>
    public int OwnStart { get; }

    /// <summary>Where the embedding's weights begin, class by class.</summary>
    public int EmbeddingStart { get; }

    /// <summary>Where the intercepts begin; everything before them is penalised.</summary>
    public int InterceptStart { get; }

    /// <summary>Number of parameters, padding included.</summary>
    public int ParameterCount { get; }

    /// <summary>Weight of an embedding's value in a row of Z, over its own.</summary>
    public float EmbeddingScale => _embeddingScale;

    /// <summary>Writes n-gram weights as they apply to unscaled rows, [column positions × labelled classes], from parameters.</summary>
    public void ReadNgrams(ReadOnlySpan<float> parameters, Span<float> ngramWeights)
    {
        for (var position = 0; position < _places.Length; position++)
        {
            for (var k = 0; k < _classes && _places[position] >= 0; k++)
            {
                ngramWeights[(position * _classes) + k] = _ngramScale * parameters[(_places[position] * Lanes) + k];
            }
        }

        var scratch = new NgramScratch(_set);
        for (var row = 0; row < Rows; row++)
        {
            var positions = _columns.Row(row);
            var weights = scratch.WeightsOf(row);
            for (var i = 0; i < positions.Length; i++)
            {
                for (var k = 0; k < _classes && _places[positions[i]] < 0; k++)
                {
                    ngramWeights[(positions[i] * _classes) + k] =
                        _ngramScale * _ngramScale * weights[i] / _own[row] * parameters[OwnStart + (row * Lanes) + k];
                }
            }
        }
    }

    /// <summary>The other way round, for a warm start.</summary>
    public void WriteNgrams(ReadOnlySpan<float> ngramWeights, Span<float> parameters)
    {
        for (var position = 0; position < _places.Length; position++)
        {
            for (var k = 0; k < _classes && _places[position] >= 0; k++)
            {
                parameters[(_places[position] * Lanes) + k] = ngramWeights[(position * _classes) + k] / _ngramScale;
            }
        }

        var scratch = new NgramScratch(_set);
        for (var row = 0; row < Rows; row++)
        {
            var positions = _columns.Row(row);
            var weights = scratch.WeightsOf(row);
            for (var i = 0; i < positions.Length; i++)
            {
                for (var k = 0; k < _classes && _places[positions[i]] < 0; k++)
                {
                    parameters[OwnStart + (row * Lanes) + k] += weights[i] * ngramWeights[(positions[i] * _classes) + k] / _own[row];
                }
            }
        }
    }

    /// <summary>Writes Zθ for the given rows.</summary>
    /// <param name="rows">Rows to compute; others are left alone.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="logits">[<see cref="Rows"/> × <see cref="Lanes"/>].</param>
    public void Forward(ReadOnlySpan<int> rows, ReadOnlySpan<float> parameters, Span<float> logits)
    {
        var dimensions = _set.EmbeddingDimensions;
        var intercepts = parameters[InterceptStart..];
        var table = parameters[..OwnStart];
        var embedding = new float[dimensions];
        foreach (var row in rows)
        {
            var scores = logits.Slice(row * Lanes, Lanes);
            var (start, length) = (_starts[row], _starts[row + 1] - _starts[row]);
            if (Lanes == Vector128<float>.Count)
            {
                Gather128(_shared.AsSpan(start, length), _weights.AsSpan(start, length), table, scores);
            }
            else
            {
                Gather256(_shared.AsSpan(start, length), _weights.AsSpan(start, length), table, scores);
            }

            var own = parameters.Slice(OwnStart + (row * Lanes), Lanes);
            var hasPlace = Restore(row, embedding);
            for (var k = 0; k < _classes; k++)
            {
                var product = !hasPlace ? 0 : TensorPrimitives.Dot<float>(embedding, parameters.Slice(EmbeddingStart + (k * dimensions), dimensions));
                scores[k] += (_embeddingScale * product) + (_own[row] * own[k]) + intercepts[k];
            }
        }
    }

    /// <summary>Writes Zᵀs for the given rows.</summary>
    /// <param name="rows">Rows that count.</param>
    /// <param name="slopes">s, [<see cref="Rows"/> × <see cref="Lanes"/>].</param>
    /// <param name="gradient">Receives <see cref="ParameterCount"/> values.</param>
    public void Backward(ReadOnlySpan<int> rows, ReadOnlySpan<float> slopes, Span<float> gradient)
    {
        gradient.Clear();
        var dimensions = _set.EmbeddingDimensions;
        Span<double> intercepts = stackalloc double[_classes];
        intercepts.Clear();
        var embedding = new float[dimensions];
        foreach (var row in rows)
        {
            var slope = slopes.Slice(row * Lanes, Lanes);
            var (start, length) = (_starts[row], _starts[row + 1] - _starts[row]);
            Scatter(_shared.AsSpan(start, length), _weights.AsSpan(start, length), slope, gradient[..OwnStart]);
            TensorPrimitives.Multiply(slope, _own[row], gradient.Slice(OwnStart + (row * Lanes), Lanes));
            var hasPlace = Restore(row, embedding);
            for (var k = 0; k < _classes; k++)
            {
                intercepts[k] += slope[k];
                if (hasPlace)
                {
                    var block = gradient.Slice(EmbeddingStart + (k * dimensions), dimensions);
                    TensorPrimitives.MultiplyAdd(embedding, slope[k] * _embeddingScale, block, block);
                }
            }
        }

        for (var k = 0; k < _classes; k++)
        {
            gradient[InterceptStart + k] = (float)intercepts[k];
        }
    }

    /// <summary>Writes the diagonal of ZᵀDZ for the given rows.</summary>
    /// <param name="rows">Rows that count.</param>
    /// <param name="curvatures">D, [<see cref="Rows"/> × <see cref="Lanes"/>].</param>
    /// <param name="diagonal">Receives <see cref="ParameterCount"/> values.</param>
    public void Diagonal(ReadOnlySpan<int> rows, ReadOnlySpan<float> curvatures, Span<float> diagonal)
    {
        diagonal.Clear();
        var dimensions = _set.EmbeddingDimensions;
        var embedding = new float[dimensions];
        var squares = new float[dimensions];
        var ngramSquares = new float[_weights.Length == 0 ? 0 : Enumerable.Range(0, Rows).Max(row => _starts[row + 1] - _starts[row])];
        foreach (var row in rows)
        {
            var curvature = curvatures.Slice(row * Lanes, Lanes);
            var (start, length) = (_starts[row], _starts[row + 1] - _starts[row]);
            TensorPrimitives.Multiply(_weights.AsSpan(start, length), _weights.AsSpan(start, length), ngramSquares);
            Scatter(_shared.AsSpan(start, length), ngramSquares, curvature, diagonal[..OwnStart]);
            TensorPrimitives.Multiply(curvature, _own[row] * _own[row], diagonal.Slice(OwnStart + (row * Lanes), Lanes));
            var hasPlace = Restore(row, embedding);
            if (hasPlace)
            {
                TensorPrimitives.Multiply(embedding, embedding, squares);
            }

            for (var k = 0; k < _classes; k++)
            {
                diagonal[InterceptStart + k] += curvature[k];
                if (hasPlace)
                {
                    var block = diagonal.Slice(EmbeddingStart + (k * dimensions), dimensions);
                    TensorPrimitives.MultiplyAdd(squares, curvature[k] * _embeddingScale * _embeddingScale, block, block);
                }
            }
        }
    }

    private bool Restore(int row, Span<float> embedding)
    {
        var features = _set.Features(row);
        if (features.HasPlace)
        {
            features.CopyEmbedding(embedding);
            _halves.Scale(embedding);
        }

        return features.HasPlace;
    }

    private void LayOut(int row, ReadOnlySpan<float> weights)
    {
        var positions = _columns.Row(row);
        var (at, ownSquare) = (_starts[row], HeadRecipe.Ridge);
        for (var i = 0; i < positions.Length; i++)
        {
            var place = _places[positions[i]];
            if (place >= 0)
            {
                _shared[at] = place;
                _weights[at++] = _ngramScale * weights[i];
            }
            else
            {
                ownSquare += (double)_ngramScale * _ngramScale * weights[i] * weights[i];
            }
        }

        _own[row] = (float)Math.Sqrt(ownSquare);
    }

    private static void Gather128(ReadOnlySpan<int> positions, ReadOnlySpan<float> weights, ReadOnlySpan<float> parameters, Span<float> sums)
    {
        var table = MemoryMarshal.Cast<float, Vector128<float>>(parameters);
        Vector128<float> even = default, odd = default;
        var i = 0;

        // Two sums, because an addition waits for the one before it.
        for (; i + 1 < positions.Length; i += 2)
        {
            even += table[positions[i]] * weights[i];
            odd += table[positions[i + 1]] * weights[i + 1];
        }

        if (i < positions.Length)
        {
            even += table[positions[i]] * weights[i];
        }

        (even + odd).CopyTo(sums);
    }

    private void Gather256(ReadOnlySpan<int> positions, ReadOnlySpan<float> weights, ReadOnlySpan<float> parameters, Span<float> sums)
    {
        var table = MemoryMarshal.Cast<float, Vector256<float>>(parameters);
        var vectors = Lanes / Vector256<float>.Count;
        for (var v = 0; v < vectors; v++)
        {
            Vector256<float> even = default, odd = default;
            var i = 0;
            for (; i + 1 < positions.Length; i += 2)
            {
                even += table[(positions[i] * vectors) + v] * weights[i];
                odd += table[(positions[i + 1] * vectors) + v] * weights[i + 1];
            }

            if (i < positions.Length)
            {
                even += table[(positions[i] * vectors) + v] * weights[i];
            }

            (even + odd).CopyTo(sums[(v * Vector256<float>.Count)..]);
        }
    }

    private void Scatter(ReadOnlySpan<int> positions, ReadOnlySpan<float> weights, ReadOnlySpan<float> slope, Span<float> sums)
    {
        if (Lanes == Vector128<float>.Count)
        {
            var table = MemoryMarshal.Cast<float, Vector128<float>>(sums);
            var step = Vector128.Create(slope);
            for (var i = 0; i < positions.Length; i++)
            {
                table[positions[i]] += step * weights[i];
            }

            return;
        }

        var wide = MemoryMarshal.Cast<float, Vector256<float>>(sums);
        var vectors = Lanes / Vector256<float>.Count;
        for (var v = 0; v < vectors; v++)
        {
            var step = Vector256.Create(slope[(v * Vector256<float>.Count)..]);
            for (var i = 0; i < positions.Length; i++)
            {
                wide[(positions[i] * vectors) + v] += step * weights[i];
            }
        }
    }

    /// <summary>Room for one row's n-grams at a time.</summary>
    private sealed class NgramScratch(TrainingSet set)
    {
        private readonly int[] _columns = new int[MostNgrams(set)];
        private readonly float[] _weights = new float[MostNgrams(set)];

        public ReadOnlySpan<float> WeightsOf(int row)
        {
            var features = set.Features(row);
            features.CopyNgrams(_columns, _weights);
            return _weights.AsSpan(0, features.NgramCount);
        }

        private static int MostNgrams(TrainingSet set)
        {
            var most = 0;
            for (var row = 0; row < set.Count; row++)
            {
                most = Math.Max(most, set.Features(row).NgramCount);
            }

            return most;
        }
    }
}
