using Microsoft.AspNetCore.Identity;

namespace ActiveLearning.Silo.Identity;

/// <summary>An account. Its name is also the pseudonym under which the person labels. Sign-ins of other identity providers can be bound to it later.</summary>
internal sealed class Person : IdentityUser<int>
{
    /// <summary>One of the role names; given by the invitation.</summary>
    public string Role { get; set; } = "";

    /// <summary>Whether the account may no longer sign in.</summary>
    public bool Disabled { get; set; }

    /// <summary>Whether it is one of the sample's accounts, which are good on loopback only.</summary>
    public bool IsSample { get; set; }

    /// <summary>When the invitation was accepted.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
