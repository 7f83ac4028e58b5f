namespace ActiveLearning.Dashboard.Live;

/// <summary>A project's strategy in its two parts: a function, and the attribute whose slices it weighs.</summary>
/// <param name="Function">Name of the acquisition function.</param>
/// <param name="Attribute">The attribute, or empty.</param>
public sealed record ChosenStrategy(string Function, string Attribute)
{
    /// <summary>Takes the name apart; attributes may hold an @ themselves, functions never do.</summary>
    public static ChosenStrategy Parse(string strategy)
    {
        var at = strategy.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? new(strategy, "") : new(strategy[..at], strategy[(at + 1)..]);
    }

    /// <summary>The name as the project takes it.</summary>
    public override string ToString() => Attribute.Length == 0 ? Function : $"{Function}@{Attribute}";
}
