namespace ActiveLearning.Contracts.Api;

/// <summary>Names of the roles, in ascending order of what they may do. Every account and key has exactly one.</summary>
public static class Roles
{
    /// <summary>Labels what is leased to them, and nothing else.</summary>
    public const string Annotator = "annotator";

    /// <summary>Owns projects: creates, imports, watches, exports, pauses; invites annotators.</summary>
    public const string Owner = "owner";

    /// <summary>Everything an owner may, plus accounts and keys.</summary>
    public const string Admin = "admin";

    /// <summary>All roles, weakest first.</summary>
    public static IReadOnlyList<string> All { get; } = [Annotator, Owner, Admin];
}

/// <summary>Body of <c>POST /api/v1/accounts/sign-in</c>; sets the cookie. 401 for a wrong name or password, 429 for too many tries.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="Password">Its password.</param>
public sealed record SignIn(string? Name, string? Password);

/// <summary>Answer of <c>GET /api/v1/accounts/me</c> and of a successful sign-in.</summary>
/// <param name="Name">The account's (or key's) name.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Annotator">Pseudonym under which this caller labels; null for a key that is bound to none.</param>
public sealed record CurrentAccount(string Name, string Role, string? Annotator);

/// <summary>One row of <c>GET /api/v1/accounts</c> (admins).</summary>
/// <param name="Name">The account's name; an annotator's is the pseudonym.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Disabled">Whether it may no longer sign in.</param>
/// <param name="CreatedAt">When its invitation was accepted.</param>
public sealed record Account(string Name, string Role, bool Disabled, DateTimeOffset CreatedAt);

/// <summary>Body of <c>POST /api/v1/accounts/invitations</c>. Admins invite anybody, owners invite annotators.</summary>
/// <param name="Name">Name (pseudonym) of the account-to-be: 1 to 128 of <c>A-Za-z0-9._:@-</c>, not taken.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
public sealed record CreateInvitation(string? Name, string? Role);

/// <summary>A fresh invitation. The link is shown this once: only a hash of it is stored.</summary>
/// <param name="Link">Absolute address of the page that accepts it.</param>
/// <param name="Token">Last segment of that address.</param>
/// <param name="Name">Name of the account-to-be.</param>
/// <param name="Role">Its role.</param>
/// <param name="ExpiresAt">End of its life, exclusive.</param>
public sealed record CreatedInvitation(string Link, string Token, string Name, string Role, DateTimeOffset ExpiresAt);

/// <summary>Answer of <c>GET /api/v1/accounts/invitations/{token}</c> (no sign-in needed); 404 when unknown, used or expired.</summary>
/// <param name="Name">Name of the account-to-be.</param>
/// <param name="Role">Its role.</param>
/// <param name="ExpiresAt">End of its life, exclusive.</param>
public sealed record Invitation(string Name, string Role, DateTimeOffset ExpiresAt);

/// <summary>Body of <c>POST /api/v1/accounts/invitations/{token}</c>: makes the account, uses the link up, signs in and answers <see cref="CurrentAccount"/>.</summary>
/// <param name="Password">10 to 256 characters.</param>
public sealed record AcceptInvitation(string? Password);

/// <summary>Body of <c>POST /api/v1/accounts/keys</c> (admins).</summary>
/// <param name="Name">What the key is for, 1 to 64 characters.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Annotator">Pseudonym that an annotator key labels as; required for the annotator role, refused for others.</param>
public sealed record CreateKey(string? Name, string? Role, string? Annotator = null);

/// <summary>A fresh key. The secret is shown this once: only a hash of it is stored.</summary>
/// <param name="Key">Its row.</param>
/// <param name="Secret">Goes into the header <c>X-Api-Key</c>.</param>
public sealed record CreatedKey(ApiKey Key, string Secret);

/// <summary>One row of <c>GET /api/v1/accounts/keys</c> (admins). <c>DELETE /api/v1/accounts/keys/{id}</c> revokes it.</summary>
/// <param name="Id">Number of the key.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Annotator">Pseudonym that it labels as, or null.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it was revoked; null while it is good.</param>
public sealed record ApiKey(int Id, string Name, string Role, string? Annotator, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>Body of <c>POST /api/v1/accounts/{name}/disabled</c> (admins). Disabling ends the account's sessions.</summary>
/// <param name="Disabled">Whether the account may no longer sign in.</param>
public sealed record DisableAccount(bool Disabled = true);

/// <summary>One row of <c>GET /api/v1/accounts/me/projects</c>: what anybody who signed in may know of a project.</summary>
/// <param name="Id">The project.</param>
/// <param name="Name">Shown to people.</param>
/// <param name="Paused">Whether the owner paused it.</param>
public sealed record ProjectName(string Id, string Name, bool Paused);
