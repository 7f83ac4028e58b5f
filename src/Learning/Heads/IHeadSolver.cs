namespace ActiveLearning.Learning.Heads;

/// <summary>Finds the optimum of the head's objective for one training set. Each call goes on from where the one before it ended.</summary>
internal interface IHeadSolver
{
    /// <summary>Returns the C under which rows are judged best by heads that did not learn from them, and their class-balanced mean log loss then.</summary>
    (double C, double Loss) ChooseC(IReadOnlyList<double> candidates, CancellationToken cancellationToken);

    /// <summary>Fits with this C.</summary>
    HeadSolution Solve(double c, CancellationToken cancellationToken);
}
