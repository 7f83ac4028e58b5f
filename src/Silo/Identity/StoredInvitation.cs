namespace ActiveLearning.Silo.Identity;

/// <summary>An invitation at rest: only a hash of the link's token is kept. A newer one for the same name takes its place.</summary>
internal sealed class StoredInvitation
{
    /// <summary>SHA-256 of the token.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>Name of the account-to-be.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its name as accounts are compared by.</summary>
    public string NormalizedName { get; set; } = "";

    /// <summary>Its role.</summary>
    public string Role { get; set; } = "";

    /// <summary>Who invited.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>End of its life, exclusive.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}
