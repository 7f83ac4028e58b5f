namespace ActiveLearning.Learning.Heads;

/// <summary>An optimum in the coordinates of whichever solver found it.</summary>
/// <param name="Steps">Optimiser steps.</param>
/// <param name="Head">The linear layer.</param>
/// <param name="OutOfFold">Computes the probabilities of each row by heads that did not learn from it, [rows × labelled classes], and their balanced log loss.</param>
/// <param name="Dual">Dual coefficients per class and row, then intercepts, where the solver has them.</param>
internal sealed record HeadSolution(int Steps, Head Head, Func<(double[] Probabilities, double Loss)> OutOfFold, double[]? Dual)
{
    /// <summary>Does a part of what <see cref="OutOfFold"/> has to do; false when nothing is left.</summary>
    public Func<bool> JudgeNext { get; init; } = () => false;
}
