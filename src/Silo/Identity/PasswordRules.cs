namespace ActiveLearning.Silo.Identity;

/// <summary>What a password may be; its least length is checked where accounts are made.</summary>
internal static class PasswordRules
{
    /// <summary>Longest password; hashing a longer one would only cost time.</summary>
    public const int MaximumLength = 256;
}
