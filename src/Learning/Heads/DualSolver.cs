namespace ActiveLearning.Learning.Heads;

/// <summary>
/// Solves in the Cholesky coordinates of the labelled rows' kernel: n labels need n coordinates however many columns the features have. The best choice for few
/// labels; memory grows with n², time with n³.
/// </summary>
internal sealed class DualSolver : IHeadSolver
{
    private const double GradientTolerance = 1e-3;

    private readonly HeadProblem _problem;
    private readonly double[][] _kernel;
    private readonly double[][] _coordinates;
    private readonly SoftmaxRegression _regression;
    private readonly double[] _parameters;
    private readonly Dictionary<double, HeadSolution> _solved = [];

    /// <summary>Prepares kernel and coordinates.</summary>
    /// <param name="problem">What is to be fitted.</param>
    /// <param name="warmStart">A fit of the first rows, or null.</param>
    /// <exception cref="ArithmeticException">A feature is not finite.</exception>
    public DualSolver(HeadProblem problem, HeadFit? warmStart)
    {
        _problem = problem;
        _kernel = Kernel(problem);
        _coordinates = [.. _kernel.Select(row => (double[])row.Clone())];
        if (!CholeskyFactor.TryFactor(_coordinates))
        {
            throw new ArithmeticException("The kernel of the labelled rows is not positive definite: a feature is not finite.");
        }

        _regression = new SoftmaxRegression(_coordinates, problem.Labels, problem.Weights, problem.Classes.Length);
        _parameters = new double[_regression.ParameterCount];
        if (warmStart?.Dual is not null && warmStart.Labels <= problem.Set.Count && problem.Set.Prefix(warmStart.Labels) == warmStart.Prefix)
        {
            Warm(warmStart, warmStart.Dual);
        }
    }

    /// <inheritdoc/>
    public (double C, double Loss) ChooseC(IReadOnlyList<double> candidates, CancellationToken cancellationToken)
    {
        // Each candidate starts from the one before it: neighbouring values of C have neighbouring optima.
        return candidates.Select(c => (C: c, Solve(c, cancellationToken).OutOfFold().Loss)).MinBy(judged => judged.Loss);
    }

    /// <inheritdoc/>
    public HeadSolution Solve(double c, CancellationToken cancellationToken)
    {
        if (_solved.TryGetValue(c, out var solved))
        {
            return solved;
        }

        // With few labels a closer fit costs next to nothing.
        var steps = _regression.Fit(c, _parameters, GradientTolerance * Math.Max(1, c), cancellationToken);
        var logits = new double[_problem.Labels.Length * _problem.Classes.Length];
        _regression.Logits(_parameters, logits);
        var dual = Dual();
        var outOfFold = new Lazy<(double[], double)>(() => OutOfFold(_kernel, _problem, logits, c, cancellationToken));
        return _solved[c] = new HeadSolution(steps, HeadAssembly.FromDual(_problem, dual), () => outOfFold.Value, dual);
    }

    /// <summary>The kernel w·HHᵀ + (1−w)·EEᵀ + ridge, row by row up to the diagonal.</summary>
    public static double[][] Kernel(HeadProblem problem)
    {
        var gram = problem.Set.Gram();
        var kernel = new double[problem.Labels.Length][];
        for (var row = 0; row < kernel.Length; row++)
        {
            kernel[row] = new double[row + 1];
            gram.Mix(row, problem.NgramShare, problem.Halves, kernel[row]);
            kernel[row][row] += HeadRecipe.Ridge;
        }

        return kernel;
    }

    /// <summary>Leave-one-out probabilities and their balanced loss, from the logits of a fit.</summary>
    public static (double[] Probabilities, double Loss) OutOfFold(double[][] kernel, HeadProblem problem, double[] logits, double c, CancellationToken cancellationToken)
    {
        var balanced = ClassBalance.Of(problem.Labels, problem.Weights, problem.Classes.Length, [.. Enumerable.Range(0, problem.Labels.Length)]);
        var left = LeaveOneOut.Probabilities(kernel, logits, problem.Labels, balanced, c, problem.Classes.Length, cancellationToken);
        return (left, ClassBalance.Loss(left, problem.Labels, balanced, problem.Classes.Length));
    }

    private void Warm(HeadFit warm, double[] from)
    {
        var n = _coordinates.Length;
        var classes = _problem.Classes;
        var dual = new double[n];
        for (var k = 0; k < classes.Length; k++)
        {
            Array.Clear(dual);
            from.AsSpan(classes[k] * warm.Labels, warm.Labels).CopyTo(dual);
            CholeskyFactor.MultiplyTransposed(_coordinates, dual, _parameters.AsSpan(k * n, n));
            _parameters[(classes.Length * n) + k] = from[(warm.Head.Classes * warm.Labels) + classes[k]];
        }
    }

    private double[] Dual()
    {
        var n = _coordinates.Length;
        var classes = _problem.Classes;
        var all = _problem.Set.Classes;
        var dual = new double[(all * n) + all];
        for (var k = 0; k < classes.Length; k++)
        {
            var block = dual.AsSpan(classes[k] * n, n);
            _parameters.AsSpan(k * n, n).CopyTo(block);
            CholeskyFactor.SolveTransposed(_coordinates, block);
            dual[(all * n) + classes[k]] = _parameters[(classes.Length * n) + k];
        }

        return dual;
    }
}
