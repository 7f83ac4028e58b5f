using System.Numerics.Tensors;

namespace ActiveLearning.Benchmarks.Refits;

/// <summary>
/// The limit: every label row's n-gram and embedding values times the weights of all classes, once, with TensorPrimitives. Two ways to do the sparse half; the faster one counts.
/// </summary>
public sealed class ForwardPass
{
    private readonly IReadOnlyList<LabelledText> _rows;
    private readonly int[][] _positions;
    private readonly int _classes;
    private readonly int _columns;
    private readonly float[] _byColumn;
    private readonly float[] _byClass;
    private readonly float[] _embedding;
    private readonly float[] _gathered;

    public ForwardPass(IReadOnlyList<LabelledText> rows, int classes)
    {
        var places = new Dictionary<int, int>();
        _rows = rows;
        _classes = classes;
        _positions = [.. rows.Select(row => row.Ngrams.Columns.Select(column =>
        {
            places.TryAdd(column, places.Count);
            return places[column];
        }).ToArray())];
        _columns = places.Count;
        var random = new Random(5);
        _byColumn = Draw(random, _columns * classes);
        _byClass = Draw(random, _columns * classes);
        _embedding = Draw(random, rows[0].Embedding.Length * classes);
        _gathered = new float[rows.Max(row => row.Ngrams.Columns.Length)];
    }

    /// <summary>N-gram columns that the rows have.</summary>
    public int Columns => _columns;

    /// <summary>Milliseconds of one pass: the least of several, each the mean of as many passes as fill a moment.</summary>
    public double Measure()
    {
        var best = double.PositiveInfinity;
        foreach (Func<float[], float> pass in new Func<float[], float>[] { GatherThenDot, AddColumnByColumn })
        {
            var scores = new float[_rows.Count * _classes];
            for (var attempt = 0; attempt < 5; attempt++)
            {
                var started = TimeProvider.System.GetTimestamp();
                var passes = 0;
                do
                {
                    pass(scores);
                    passes++;
                }
                while (TimeProvider.System.GetElapsedTime(started).TotalMilliseconds < 100);
                best = Math.Min(best, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds / passes);
            }
        }

        return best;
    }

    private float GatherThenDot(float[] scores)
    {
        for (var row = 0; row < _rows.Count; row++)
        {
            var (positions, weights) = (_positions[row], _rows[row].Ngrams.Weights);
            var gathered = _gathered.AsSpan(0, positions.Length);
            for (var k = 0; k < _classes; k++)
            {
                var table = _byClass.AsSpan(k * _columns, _columns);
                for (var i = 0; i < positions.Length; i++)
                {
                    gathered[i] = table[positions[i]];
                }

                scores[(row * _classes) + k] = TensorPrimitives.Dot<float>(gathered, weights) + Dense(row, k);
            }
        }

        return scores[^1];
    }

    private float AddColumnByColumn(float[] scores)
    {
        for (var row = 0; row < _rows.Count; row++)
        {
            var (positions, weights) = (_positions[row], _rows[row].Ngrams.Weights);
            var sums = scores.AsSpan(row * _classes, _classes);
            sums.Clear();
            for (var i = 0; i < positions.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(_byColumn.AsSpan(positions[i] * _classes, _classes), weights[i], sums, sums);
            }

            for (var k = 0; k < _classes; k++)
            {
                sums[k] += Dense(row, k);
            }
        }

        return scores[^1];
    }

    private float Dense(int row, int k)
    {
        var embedding = _rows[row].Embedding;
        return TensorPrimitives.Dot<float>(embedding, _embedding.AsSpan(k * embedding.Length, embedding.Length));
    }

    private static float[] Draw(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return values;
    }
}
