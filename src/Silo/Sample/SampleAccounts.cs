using System.Net;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ActiveLearning.Silo.Sample;

/// <summary>
/// Accounts for a first look. Their passwords are made anew at every start and printed; they are good only while <c>--sample</c> is given and every address that
/// the process listens on is this machine's own.
/// </summary>
internal sealed class SampleAccounts(IServiceScopeFactory scopes, IServer server, StartAnnouncement announcement, IConfiguration configuration, TimeProvider time)
{
    private static readonly (string Name, string Role)[] Accounts =
    [
        ("sample-admin", Roles.Admin),
        ("sample-owner", Roles.Owner),
        ("sample-annotator", Roles.Annotator),
    ];

    /// <summary>Before anything is served: no sample account is good, whatever an earlier start left.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        foreach (var person in await people.Users.Where(p => p.IsSample && !p.Disabled).ToListAsync(cancellationToken))
        {
            person.Disabled = true;
            await people.UpdateSecurityStampAsync(person);
        }
    }

    /// <summary>Once the addresses are known: opens the accounts if all of them are loopback.</summary>
    public async Task OpenAsync()
    {
        if (!StartLine.Sample(configuration))
        {
            return;
        }

        if (server.Features.Get<IServerAddressesFeature>() is not { Addresses: { Count: > 0 } addresses } || !addresses.All(IsLoopback))
        {
            announcement.Add("sample accounts", "none: the pages are served to other machines too");
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        foreach (var (name, role) in Accounts)
        {
            var password = Secrets.Create()[..16];
            await OpenAsync(people, name, role, password);
            announcement.Add(name, password);
        }
    }

    private async Task OpenAsync(UserManager<Person> people, string name, string role, string password)
    {
        if (await people.FindByNameAsync(name) is { } person)
        {
            if (!person.IsSample)
            {
                return; // Somebody's own account of that name.
            }

            person.Disabled = false;
            person.PasswordHash = people.PasswordHasher.HashPassword(person, password);
            await people.UpdateSecurityStampAsync(person);
            return;
        }

        var made = await people.CreateAsync(new Person { UserName = name, Role = role, IsSample = true, CreatedAt = time.GetUtcNow() }, password);
        if (!made.Succeeded)
        {
            throw new InvalidOperationException($"The sample account {name} could not be made: {string.Join(" ", made.Errors.Select(e => e.Description))}");
        }
    }

    private static bool IsLoopback(string address)
    {
        var host = BindingAddress.Parse(address).Host;
        return host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
