using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Encoding;

/// <summary>
/// Leading singular vectors of a large sparse matrix by random projection and subspace iteration (Halko, Martinsson and Tropp, "Finding Structure with
/// Randomness", 2011).
/// </summary>
internal static class TruncatedSvd
{
    private const int Oversampling = 20;
    private const int Iterations = 3;

    // Below this part of its length a column is in the span of those before it, and what is left of it is rounding.
    private const float LeastRemainder = 1e-4f;

    /// <summary>Returns the right singular vectors, [columns × rank] by rows, and their singular values, greatest first.</summary>
    public static (float[] Vectors, double[] Values) RightVectors(SparseRows matrix, int rank, Random random, int threads, CancellationToken cancellationToken)
    {
        var width = Math.Min(rank + Oversampling, Math.Min(matrix.Rows, matrix.Columns));
        var start = new float[matrix.Columns * width];
        for (var i = 0; i < start.Length; i++)
        {
            // Uniform is as good as normal here: only the directions must be random.
            start[i] = random.NextSingle() - 0.5f;
        }

        var range = matrix.Multiply(start, width, threads, cancellationToken);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            Orthonormalise(range, matrix.Rows, width);
            range = matrix.Multiply(matrix.Transposed().Multiply(range, width, threads, cancellationToken), width, threads, cancellationToken);
        }

        Orthonormalise(range, matrix.Rows, width);

        // B = QᵀA is small on one side: the eigenvectors of BBᵀ turn its rows into singular vectors.
        var projected = matrix.Transposed().Multiply(range, width, threads, cancellationToken);
        var (values, vectors) = JacobiEigen.Decompose(Gram(projected, matrix.Columns, width));
        var result = new float[matrix.Columns * rank];
        var turned = new float[rank * width];
        for (var r = 0; r < rank; r++)
        {
            var scale = 1 / Math.Sqrt(Math.Max(1e-12, values[r]));
            for (var w = 0; w < width; w++)
            {
                turned[(r * width) + w] = (float)(vectors[r][w] * scale);
            }
        }

        for (var column = 0; column < matrix.Columns; column++)
        {
            for (var r = 0; r < rank; r++)
            {
                result[(column * rank) + r] = TensorPrimitives.Dot<float>(projected.AsSpan(column * width, width), turned.AsSpan(r * width, width));
            }
        }

        return (result, [.. values.Take(rank).Select(value => Math.Sqrt(Math.Max(0, value)))]);
    }

    private static double[][] Gram(float[] block, int rows, int width)
    {
        var gram = new double[width][];
        for (var i = 0; i < width; i++)
        {
            gram[i] = new double[width];
        }

        var columns = Transpose(block, rows, width);
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                gram[i][j] = gram[j][i] = TensorPrimitives.Dot<float>(columns[i], columns[j]);
            }
        }

        return gram;
    }

    // Gram and Schmidt, each column twice: once loses orthogonality in single precision.
    private static void Orthonormalise(float[] block, int rows, int width)
    {
        var columns = Transpose(block, rows, width);
        for (var i = 0; i < width; i++)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                var before = TensorPrimitives.Norm<float>(columns[i]);
                for (var j = 0; j < i; j++)
                {
                    TensorPrimitives.MultiplyAdd(columns[j], -TensorPrimitives.Dot<float>(columns[i], columns[j]), columns[i], columns[i]);
                }

                var length = TensorPrimitives.Norm<float>(columns[i]);
                TensorPrimitives.Multiply(columns[i], length > LeastRemainder * before ? 1 / length : 0, columns[i]);
            }
        }

        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < width; i++)
            {
                block[(row * width) + i] = columns[i][row];
            }
        }
    }

    private static float[][] Transpose(float[] block, int rows, int width)
    {
        var columns = new float[width][];
        for (var i = 0; i < width; i++)
        {
            columns[i] = new float[rows];
        }

        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < width; i++)
            {
                columns[i][row] = block[(row * width) + i];
            }
        }

        return columns;
    }
}
