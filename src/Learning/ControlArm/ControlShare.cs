namespace ActiveLearning.Learning.ControlArm;

/// <summary>
/// Share of assignments that go to the control arm. Early on estimates need it; later the same width of interval needs a smaller share, because the number
/// of control labels keeps growing.
/// </summary>
public static class ControlShare
{
    /// <summary>Labels up to which the project's own share holds.</summary>
    public const int FullUntilLabels = 1_000;

    /// <summary>The share never falls below this, unless the project asked for less.</summary>
    public const double Least = 0.02;

    /// <summary>Returns the share, 0 to 1.</summary>
    /// <param name="labels">The project's labels so far.</param>
    /// <param name="initialShare">The project's setting, 0 to 1; 0 turns the arm off.</param>
    public static double At(int labels, double initialShare)
    {
        if (initialShare is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(initialShare), initialShare, "A share lies between 0 and 1.");
        }

        if (labels <= FullUntilLabels || initialShare <= Least)
        {
            return initialShare;
        }

        // As 1/√n: the walk then grows with the square root of the labels, and intervals keep narrowing.
        return Math.Max(Least, initialShare * Math.Sqrt((double)FullUntilLabels / labels));
    }
}
