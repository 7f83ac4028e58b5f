using System.Security.Cryptography;
using System.Text;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLearning.Silo.Tests.Identity;

public sealed class SecretsTests
{
    [Fact]
    public void A_secret_holds_256_bits_fits_into_an_address_and_comes_once()
    {
        var secrets = Enumerable.Range(0, 1_000).Select(_ => Secrets.Create()).ToArray();

        Assert.All(secrets, s => Assert.Matches(@"\A[A-Za-z0-9_-]{43}\z", s));
        Assert.Distinct(secrets);
    }

    [Fact]
    public void What_is_stored_is_the_SHA256_of_the_secret() => Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes("sécret")), Secrets.Hash("sécret"));

    [Fact]
    public async Task A_stored_key_is_found_by_its_secret_and_the_file_does_not_hold_the_secret()
    {
        await using var accounts = new Accounts();
        var secret = await AddKeyAsync(accounts, Roles.Annotator, "ann");

        Assert.Equal(new Caller("k", Roles.Annotator, "ann"), await Ring(accounts).FindAsync(secret, default));
        Assert.Null(await Ring(accounts).FindAsync(secret + "x", default));
        Assert.Null(await Ring(accounts).FindAsync("", default));
        Assert.Null(await Ring(accounts).FindAsync(Convert.ToHexString(Secrets.Hash(secret)), default));
        var stored = await accounts.InScopeAsync(async (IdentityDatabase d) => await d.ApiKeys.SingleAsync());
        Assert.Equal(Secrets.Hash(secret), stored.Hash);
    }

    [Fact]
    public async Task A_key_that_another_process_revokes_is_refused_within_seconds()
    {
        await using var accounts = new Accounts();
        var secret = await AddKeyAsync(accounts, Roles.Owner, null);
        Assert.NotNull(await Ring(accounts).FindAsync(secret, default));
        await accounts.InScopeAsync((IdentityDatabase d) => d.ApiKeys.ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, accounts.Time.GetUtcNow())));

        accounts.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Null(await Ring(accounts).FindAsync(secret, default));
    }

    [Fact]
    public async Task The_admin_key_of_the_environment_is_good_and_stored_nowhere()
    {
        const string key = "0123456789abcdef0123456789abcdef";
        await using var accounts = new Accounts(key);

        Assert.Equal(new Caller(AdminKey.Name, Roles.Admin, null), await Ring(accounts).FindAsync(key, default));
        Assert.Equal(0, await accounts.InScopeAsync((IdentityDatabase d) => d.ApiKeys.CountAsync()));
    }

    [Fact]
    public void An_admin_key_of_less_than_32_characters_is_refused_without_being_repeated()
    {
        var key = new string('k', 31);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(AdminKey.Variable, key)]).Build();

        var refused = Assert.Throws<StartRefusedException>(() => new AdminKey(configuration));

        Assert.Contains(AdminKey.Variable, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
    }

    private static KeyRing Ring(Accounts accounts) => accounts.Services.GetRequiredService<KeyRing>();

    private static async Task<string> AddKeyAsync(Accounts accounts, string role, string? annotator)
    {
        var secret = Secrets.Create();
        await accounts.InScopeAsync((IdentityDatabase database) =>
        {
            database.ApiKeys.Add(new StoredKey { Hash = Secrets.Hash(secret), Name = "k", Role = role, Annotator = annotator, CreatedAt = accounts.Time.GetUtcNow() });
            return database.SaveChangesAsync();
        });
        return secret;
    }
}
