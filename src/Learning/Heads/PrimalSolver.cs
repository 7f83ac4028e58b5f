namespace ActiveLearning.Learning.Heads;

/// <summary>
/// Solves in feature space, over the columns that labelled rows have: memory and time of a pass grow with the rows, so that any number of labels can be learnt from.
/// </summary>
internal sealed class PrimalSolver : IHeadSolver
{
    private readonly HeadProblem _problem;
    private readonly LabelledDesign _design;
    private readonly int[] _all;
    private readonly double[] _balanced;
    private readonly float[] _parameters;
    private readonly bool _leavesOneOut;

    /// <summary>Prepares the matrix.</summary>
    /// <param name="problem">What is to be fitted.</param>
    /// <param name="warmStart">Any earlier fit of the same classes and embedding, whatever its rows were; or null.</param>
    /// <param name="leaveOneOutLabels">Labels up to which rows are judged by leave-one-out, above by folds.</param>
    public PrimalSolver(HeadProblem problem, HeadFit? warmStart, int leaveOneOutLabels = HeadRecipe.LeaveOneOutLabels)
    {
        _leavesOneOut = problem.Set.Count <= leaveOneOutLabels;
        _problem = problem;
        _design = new LabelledDesign(problem);
        _all = [.. Enumerable.Range(0, problem.Set.Count)];
        _balanced = ClassBalance.Of(problem.Labels, problem.Weights, problem.Classes.Length, _all);
        _parameters = new float[_design.ParameterCount];
        if (warmStart is not null)
        {
            warmStart.Head.WriteTo(_design, problem, _parameters);
        }
    }

    /// <inheritdoc/>
    public (double C, double Loss) ChooseC(IReadOnlyList<double> candidates, CancellationToken cancellationToken)
    {
        if (_leavesOneOut)
        {
            return candidates.Select(c => (C: c, Solve(c, cancellationToken).OutOfFold().Loss)).MinBy(judged => judged.Loss);
        }

        // With this many labels one fold says which C is best; every candidate of every fold would say it slower.
        var folds = new RowFolds(_problem.Labels, HeadRecipe.Folds);
        var judged = ClassBalance.Of(_problem.Labels, _problem.Weights, _problem.Classes.Length, folds.Held(0));
        var probabilities = new double[_problem.Labels.Length * _problem.Classes.Length];
        var parameters = (float[])_parameters.Clone();
        var (best, least) = (candidates[0], double.PositiveInfinity);
        foreach (var c in candidates)
        {
            OutOf(folds, 0, c, parameters, probabilities, cancellationToken);
            var loss = ClassBalance.Loss(probabilities, _problem.Labels, judged, _problem.Classes.Length);
            if (loss > least)
            {
                // The loss falls and then rises with C; the larger candidates, which are slow to fit, can only be worse.
                break;
            }

            (best, least) = (c, loss);
            parameters.CopyTo(_parameters, 0);
        }

        return (best, least);
    }

    /// <inheritdoc/>
    public HeadSolution Solve(double c, CancellationToken cancellationToken)
    {
        var newton = new TruncatedNewton(_design, _problem.Labels, _balanced, _all, _problem.Classes.Length);
        newton.Fit(c, _parameters, _problem.Tolerance(c), cancellationToken);
        var parameters = (float[])_parameters.Clone();

        // Only what is needed later may be kept: the rest of the solver's memory is many times the head's.
        var logits = newton.Logits;
        var head = HeadAssembly.FromPrimal(_problem, _design, parameters);
        if (_leavesOneOut)
        {
            var leftOut = new Lazy<(double[], double)>(() => LeaveOneOut(c, logits, cancellationToken));
            return new HeadSolution(newton.Passes, head, () => leftOut.Value, null);
        }

        var judged = new JudgedFolds(this, c, parameters, cancellationToken);
        return new HeadSolution(newton.Passes, head, judged.Finish, null) { JudgeNext = judged.Step };
    }

    private (double[] Probabilities, double Loss) LeaveOneOut(double c, float[] logits, CancellationToken cancellationToken)
    {
        var classes = _problem.Classes.Length;
        var dense = new double[_all.Length * classes];
        for (var i = 0; i < dense.Length; i++)
        {
            dense[i] = logits[(i / classes * _design.Lanes) + (i % classes)];
        }

        return DualSolver.OutOfFold(DualSolver.Kernel(_problem), _problem, dense, c, cancellationToken);
    }

    /// <summary>Fits without a fold, starting from the given parameters, and writes what that head says about the fold's rows.</summary>
    private void OutOf(RowFolds folds, int fold, double c, float[] parameters, double[] probabilities, CancellationToken cancellationToken)
    {
        var (kept, held, classes) = (folds.Kept(fold), folds.Held(fold), _problem.Classes.Length);
        foreach (var row in held)
        {
            // What only this row taught would give its label away.
            parameters.AsSpan(_design.OwnStart + (row * _design.Lanes), _design.Lanes).Clear();
        }

        var balanced = ClassBalance.Of(_problem.Labels, _problem.Weights, classes, kept);
        var newton = new TruncatedNewton(_design, _problem.Labels, balanced, kept, classes);
        newton.Fit(c, parameters, _problem.Tolerance(c), cancellationToken);
        _design.Forward(held, parameters, newton.Logits);
        foreach (var row in held)
        {
            var scores = probabilities.AsSpan(row * classes, classes);
            for (var k = 0; k < classes; k++)
            {
                scores[k] = newton.Logits[(row * _design.Lanes) + k];
            }

            Softmax.InPlace(scores);
        }
    }

    /// <summary>Out-of-fold probabilities in the making, a fold at a time.</summary>
    private sealed class JudgedFolds(PrimalSolver solver, double c, float[] fitted, CancellationToken cancellationToken)
    {
        private readonly Lock _turn = new();
        private readonly RowFolds _folds = new(solver._problem.Labels, HeadRecipe.Folds);
        private readonly double[] _probabilities = new double[solver._all.Length * solver._problem.Classes.Length];
        private int _next;

        /// <summary>Judges the next fold; false when all are.</summary>
        public bool Step()
        {
            lock (_turn)
            {
                if (_next == HeadRecipe.Folds)
                {
                    return false;
                }

                solver.OutOf(_folds, _next, c, (float[])fitted.Clone(), _probabilities, cancellationToken);
                _next++;
                return true;
            }
        }

        /// <summary>Judges what is left and returns it all.</summary>
        public (double[] Probabilities, double Loss) Finish()
        {
            while (Step())
            {
            }

            return (_probabilities, ClassBalance.Loss(_probabilities, solver._problem.Labels, solver._balanced, solver._problem.Classes.Length));
        }
    }
}
