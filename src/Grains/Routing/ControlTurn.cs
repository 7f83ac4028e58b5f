namespace ActiveLearning.Grains.Routing;

/// <summary>
/// Whose turn it is: spreads the control arm evenly over the assignments, so that its share is met closely at every moment and not only on average. Starts
/// half-way, so that routers that start often keep the share too.
/// </summary>
public sealed class ControlTurn
{
    private double _due = 0.5;

    /// <summary>Whether the next assignment belongs to the control arm.</summary>
    public bool IsNext(double share) => _due + share >= 1;

    /// <summary>Counts an assignment.</summary>
    public void Took(bool control, double share) => _due = Math.Min(1, _due + share - (control ? 1 : 0));
}
