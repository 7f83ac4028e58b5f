using ActiveLearning.Contracts.Api;
using ActiveLearning.Silo.Hosting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace ActiveLearning.Silo.Identity;

/// <summary>
/// Lets the first admin in. While no admin account exists each start prints a one-time link for it (the one before is no longer good; in a cluster the link
/// that is there stays good, since the silos start one after another); an admin key is made and printed once, unless the environment hands one in.
/// </summary>
internal sealed class FirstStart(
    IServiceScopeFactory scopes, AdminKey adminKey, Stores stores, IDataProtectionProvider protection, StartAnnouncement announcement, TimeProvider time)
{
    private const string AdminName = "admin";

    // "ALFS" in ASCII.
    private const long Lock = 0x414C4653;

    /// <summary>Makes what is missing, one silo at a time.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => stores.OneAtATimeAsync(Lock, () => MakeMissingAsync(cancellationToken), cancellationToken);

    private async Task MakeMissingAsync(CancellationToken cancellationToken)
    {
        // The first use makes the key that signs cookies; two silos that did so at once would sign with one each.
        protection.CreateProtector("first start").Protect([]);
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<IdentityDatabase>();
        var now = time.GetUtcNow();
        if (!await database.Users.AnyAsync(p => p.Role == Roles.Admin && !p.IsSample, cancellationToken)
            && (stores.Postgres is null || !await database.Invitations.AnyAsync(i => i.Role == Roles.Admin && i.ExpiresAt > now, cancellationToken))
            && await scope.ServiceProvider.GetRequiredService<Invitations>().CreateAsync(AdminName, Roles.Admin, "first start", cancellationToken) is var (token, _))
        {
            announcement.Add("first admin, once", $"/invite/{token}");
        }

        if (!adminKey.IsSet && !await database.ApiKeys.AnyAsync(k => k.Role == Roles.Admin && k.RevokedAt == null, cancellationToken))
        {
            var secret = Secrets.Create();
            database.ApiKeys.Add(new StoredKey { Hash = Secrets.Hash(secret), Name = "first admin key", Role = Roles.Admin, CreatedAt = now });
            await database.SaveChangesAsync(cancellationToken);
            announcement.Add("admin key, shown once", secret);
        }
    }
}
