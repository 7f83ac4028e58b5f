namespace ActiveLearning.Learning.Encoding;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi rotations (1846): slow for large ones, exact and short for these.</summary>
internal static class JacobiEigen
{
    private const int MaximumSweeps = 30;

    /// <summary>Returns eigenvalues, greatest first, and their unit eigenvectors; the matrix is overwritten.</summary>
    public static (double[] Values, double[][] Vectors) Decompose(double[][] a)
    {
        var n = a.Length;
        var vectors = new double[n][];
        for (var i = 0; i < n; i++)
        {
            vectors[i] = new double[n];
            vectors[i][i] = 1;
        }

        var scale = a.Sum(row => row.Sum(x => x * x));
        for (var sweep = 0; sweep < MaximumSweeps && OffDiagonal(a) > 1e-18 * scale; sweep++)
        {
            for (var p = 0; p < n - 1; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    Rotate(a, vectors, p, q);
                }
            }
        }

        var order = Enumerable.Range(0, n).OrderByDescending(i => a[i][i]).ToArray();
        return ([.. order.Select(i => a[i][i])], [.. order.Select(i => vectors[i])]);
    }

    private static double OffDiagonal(double[][] a)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                sum += a[i][j] * a[i][j];
            }
        }

        return sum;
    }

    private static void Rotate(double[][] a, double[][] vectors, int p, int q)
    {
        if (a[p][q] == 0)
        {
            return;
        }

        var theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        var t = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var k = 0; k < a.Length; k++)
        {
            (a[k][p], a[k][q]) = ((c * a[k][p]) - (s * a[k][q]), (s * a[k][p]) + (c * a[k][q]));
        }

        // Rows of `vectors` are the eigenvectors, so both rotations below run along contiguous memory.
        Turn(a[p], a[q], c, s);
        Turn(vectors[p], vectors[q], c, s);
    }

    private static void Turn(double[] p, double[] q, double c, double s)
    {
        for (var k = 0; k < p.Length; k++)
        {
            (p[k], q[k]) = ((c * p[k]) - (s * q[k]), (s * p[k]) + (c * q[k]));
        }
    }
}
