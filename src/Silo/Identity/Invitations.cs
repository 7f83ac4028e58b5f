using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Identity;

/// <summary>One-time links that carry a name and a role: nobody chooses their own role.</summary>
internal sealed class Invitations(IdentityDatabase database, UserManager<Person> people, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>Makes a link. An earlier one for the same name is no longer good. Null when the name is taken by an account.</summary>
    public async Task<(string Token, StoredInvitation Invitation)?> CreateAsync(string name, string role, string createdBy, CancellationToken cancellationToken)
    {
        if (await people.FindByNameAsync(name) is not null)
        {
            return null;
        }

        var token = Secrets.Create();
        var invitation = new StoredInvitation
        {
            Hash = Secrets.Hash(token),
            Name = name,
            NormalizedName = people.NormalizeName(name)!,
            Role = role,
            CreatedBy = createdBy,
            ExpiresAt = time.GetUtcNow() + options.Value.InvitationLife,
        };
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Invitations.Where(i => i.NormalizedName == invitation.NormalizedName).ExecuteDeleteAsync(cancellationToken);
        database.Invitations.Add(invitation);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (token, invitation);
    }

    /// <summary>The invitation behind a link; null when unknown, used or expired.</summary>
    public async Task<StoredInvitation?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Secrets.Hash(token);
        var invitation = await database.Invitations.AsNoTracking().FirstOrDefaultAsync(i => i.Hash == hash, cancellationToken);
        return invitation is not null && time.GetUtcNow() < invitation.ExpiresAt ? invitation : null;
    }

    /// <summary>Uses the link up and makes the account, both or neither. Null when the link is no longer good, also when two accept at once.</summary>
    public async Task<(Person? Person, string? Refusal)?> AcceptAsync(string token, string password, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } invitation)
        {
            return null;
        }

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await database.Invitations.Where(i => i.Hash == invitation.Hash).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return null;
        }

        // A password takes its time, and the thread that waits for sockets (InlineSockets) has none.
        await Task.Yield();
        var person = new Person { UserName = invitation.Name, Role = invitation.Role, CreatedAt = time.GetUtcNow() };
        var made = await people.CreateAsync(person, password);
        if (!made.Succeeded)
        {
            return (null, string.Join(" ", made.Errors.Select(e => e.Description)));
        }

        await transaction.CommitAsync(cancellationToken);
        return (person, null);
    }
}
