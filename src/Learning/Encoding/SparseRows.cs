using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Encoding;

/// <summary>A sparse matrix by rows, multiplied with dense blocks by threads of its own.</summary>
internal sealed class SparseRows(int columns)
{
    private const int RowsPerPiece = 512;

    private readonly List<(int[] Columns, float[] Weights)> _rows = [];
    private SparseRows? _transposed;

    public int Rows => _rows.Count;

    public int Columns => columns;

    public void Add(int[] rowColumns, float[] weights)
    {
        _rows.Add((rowColumns, weights));
        _transposed = null;
    }

    /// <summary>Entries of a row.</summary>
    public int Length(int row) => _rows[row].Columns.Length;

    /// <summary>The same matrix by columns; made once.</summary>
    public SparseRows Transposed()
    {
        if (_transposed is not null)
        {
            return _transposed;
        }

        var counts = new int[columns];
        foreach (var column in _rows.SelectMany(row => row.Columns))
        {
            counts[column]++;
        }

        var transposed = new SparseRows(Rows);
        foreach (var count in counts)
        {
            transposed._rows.Add((new int[count], new float[count]));
        }

        Array.Clear(counts);
        for (var row = 0; row < Rows; row++)
        {
            for (var i = 0; i < _rows[row].Columns.Length; i++)
            {
                var column = _rows[row].Columns[i];
                transposed._rows[column].Columns[counts[column]] = row;
                transposed._rows[column].Weights[counts[column]++] = _rows[row].Weights[i];
            }
        }

        return _transposed = transposed;
    }

    /// <summary>Computes this × <paramref name="dense"/>, both dense blocks by rows of <paramref name="width"/>.</summary>
    public float[] Multiply(float[] dense, int width, int threads, CancellationToken cancellationToken)
    {
        var product = new float[Rows * width];
        WorkerThreads.Run(
            threads,
            (Rows + RowsPerPiece - 1) / RowsPerPiece,
            piece =>
            {
                for (var row = piece * RowsPerPiece; row < Math.Min(Rows, (piece + 1) * RowsPerPiece); row++)
                {
                    var sum = product.AsSpan(row * width, width);
                    var (rowColumns, weights) = _rows[row];
                    for (var i = 0; i < rowColumns.Length; i++)
                    {
                        TensorPrimitives.MultiplyAdd(dense.AsSpan(rowColumns[i] * width, width), weights[i], sum, sum);
                    }
                }
            },
            cancellationToken);
        return product;
    }
}
