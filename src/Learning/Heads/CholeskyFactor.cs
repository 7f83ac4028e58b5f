using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Heads;

/// <summary>The lower triangle L of a symmetric positive definite matrix A = LLᵀ, by rows: row i holds i + 1 values.</summary>
internal static class CholeskyFactor
{
    /// <summary>Replaces the lower triangle by its factor.</summary>
    /// <returns>False when the matrix is not positive definite to working precision; the rows are then half done.</returns>
    public static bool TryFactor<T>(T[][] rows)
        where T : struct, System.Numerics.IRootFunctions<T>, IComparable<T>
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            for (var j = 0; j < i; j++)
            {
                row[j] = (row[j] - TensorPrimitives.Dot<T>(row.AsSpan(0, j), rows[j].AsSpan(0, j))) / rows[j][j];
            }

            var pivot = row[i] - TensorPrimitives.Dot<T>(row.AsSpan(0, i), row.AsSpan(0, i));
            if (!(pivot.CompareTo(T.Zero) > 0))
            {
                return false;
            }

            row[i] = T.Sqrt(pivot);
        }

        return true;
    }

    /// <summary>The diagonal of (LLᵀ)⁻¹, which is the squared column lengths of L⁻¹.</summary>
    public static float[] InverseDiagonal(float[][] factor)
    {
        var n = factor.Length;
        var inverse = new float[n][];
        var diagonal = new float[n];
        for (var i = 0; i < n; i++)
        {
            var row = new float[i + 1];
            for (var k = 0; k < i; k++)
            {
                TensorPrimitives.MultiplyAdd(inverse[k], factor[i][k], row.AsSpan(0, k + 1), row.AsSpan(0, k + 1));
            }

            TensorPrimitives.Multiply(row, -1 / factor[i][i], row);
            row[i] = 1 / factor[i][i];
            inverse[i] = row;
            for (var j = 0; j <= i; j++)
            {
                diagonal[j] += row[j] * row[j];
            }
        }

        return diagonal;
    }

    /// <summary>Solves Lᵀx = b in place.</summary>
    public static void SolveTransposed(double[][] factor, Span<double> b)
    {
        for (var i = factor.Length - 1; i >= 0; i--)
        {
            b[i] /= factor[i][i];
            TensorPrimitives.MultiplyAdd(factor[i].AsSpan(0, i), -b[i], b[..i], b[..i]);
        }
    }

    /// <summary>Computes Lᵀx.</summary>
    public static void MultiplyTransposed(double[][] factor, ReadOnlySpan<double> x, Span<double> result)
    {
        result.Clear();
        for (var i = 0; i < factor.Length; i++)
        {
            TensorPrimitives.MultiplyAdd(factor[i], x[i], result[..(i + 1)], result[..(i + 1)]);
        }
    }
}
