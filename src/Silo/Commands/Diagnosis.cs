namespace ActiveLearning.Silo.Commands;

/// <summary>How one thing stands.</summary>
internal enum Health
{
    /// <summary>As it should be, or only told.</summary>
    Good,

    /// <summary>Works, and somebody should look this week.</summary>
    Doubtful,

    /// <summary>Nothing can work like this.</summary>
    Broken,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="What">Its name.</param>
/// <param name="Health">How it stands.</param>
/// <param name="Told">What was seen; may hold text from outside.</param>
internal sealed record Diagnosis(string What, Health Health, string Told)
{
    public static Diagnosis Good(string what, string told) => new(what, Health.Good, told);

    public static Diagnosis Doubtful(string what, string told) => new(what, Health.Doubtful, told);

    public static Diagnosis Broken(string what, string told) => new(what, Health.Broken, told);
}
