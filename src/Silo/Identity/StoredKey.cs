namespace ActiveLearning.Silo.Identity;

/// <summary>An API key at rest: only a hash of the secret is kept.</summary>
internal sealed class StoredKey
{
    /// <summary>Number of the key.</summary>
    public int Id { get; set; }

    /// <summary>SHA-256 of the secret.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>What it is for.</summary>
    public string Name { get; set; } = "";

    /// <summary>One of the role names.</summary>
    public string Role { get; set; } = "";

    /// <summary>Pseudonym that it labels as, or null.</summary>
    public string? Annotator { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was revoked; null while it is good.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
