using System.Globalization;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Identity;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ActiveLearning.Silo.Tests.Identity;

public sealed class IdentitySchemaTests
{
    [Fact]
    public async Task The_scripts_make_the_same_tables_as_the_model()
    {
        await using var accounts = new Accounts();
        await using var scripted = new SqliteConnection(accounts.ConnectionString);
        await scripted.OpenAsync();
        await using var modelled = new SqliteConnection("Data Source=:memory:");
        await modelled.OpenAsync();
        await using var database = new IdentityDatabase(new DbContextOptionsBuilder<IdentityDatabase>().UseSqlite(modelled).Options);
        await database.Database.EnsureCreatedAsync();

        Assert.Equal(await DescribeAsync(modelled), await DescribeAsync(scripted));
    }

    [Fact]
    public async Task Every_entity_is_written_and_read_back()
    {
        await using var accounts = new Accounts();
        var now = accounts.Time.GetUtcNow().AddTicks(1234567);
        await accounts.InScopeAsync(async (IdentityDatabase d) =>
        {
            var person = new Person { UserName = "ann", NormalizedUserName = "ANN", Role = Roles.Owner, Disabled = true, IsSample = true, CreatedAt = now, LockoutEnd = now };
            d.Users.Add(person);
            await d.SaveChangesAsync();
            d.UserClaims.Add(new IdentityUserClaim<int> { UserId = person.Id, ClaimType = "t", ClaimValue = "v" });
            d.UserLogins.Add(new IdentityUserLogin<int> { UserId = person.Id, LoginProvider = "l", ProviderKey = "k", ProviderDisplayName = "n" });
            d.UserTokens.Add(new IdentityUserToken<int> { UserId = person.Id, LoginProvider = "l", Name = "n", Value = "v" });
            d.ApiKeys.Add(new StoredKey { Hash = [1, 2], Name = "k", Role = Roles.Annotator, Annotator = "ann", CreatedAt = now, RevokedAt = now });
            d.Invitations.Add(new StoredInvitation { Hash = [3], Name = "bob", NormalizedName = "BOB", Role = Roles.Admin, CreatedBy = "ann", ExpiresAt = now });
            d.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = "f", Xml = "<k/>" });
            return await d.SaveChangesAsync();
        });

        await accounts.InScopeAsync(async (IdentityDatabase d) =>
        {
            var person = await d.Users.SingleAsync();
            Assert.Equal(("ann", Roles.Owner, true, true), (person.UserName, person.Role, person.Disabled, person.IsSample));
            Assert.Equal((now.UtcTicks / 10_000, now.UtcTicks / 10_000), (person.CreatedAt.UtcTicks / 10_000, person.LockoutEnd!.Value.UtcTicks / 10_000));
            Assert.Equal("v", (await d.UserClaims.SingleAsync()).ClaimValue);
            Assert.Equal("n", (await d.UserLogins.SingleAsync()).ProviderDisplayName);
            Assert.Equal("v", (await d.UserTokens.SingleAsync()).Value);
            Assert.Equal([1, 2], (await d.ApiKeys.SingleAsync()).Hash);
            Assert.Equal("bob", (await d.Invitations.SingleAsync()).Name);
            return (await d.DataProtectionKeys.SingleAsync()).Xml;
        });
    }

    [Fact]
    public async Task Running_again_changes_nothing_and_a_newer_file_is_refused()
    {
        await using var accounts = new Accounts();
        IdentitySchema.Upgrade(accounts.ConnectionString);
        await using var connection = new SqliteConnection(accounts.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version = 99;";
        await command.ExecuteNonQueryAsync();

        var refused = Assert.Throws<StartRefusedException>(() => IdentitySchema.Upgrade(accounts.ConnectionString));

        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Each column, index and foreign key as a line.</summary>
    private static async Task<IReadOnlyList<string>> DescribeAsync(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT 'column', t.name, c.name, upper(c.type), c."notnull", coalesce(c.dflt_value, ''), c.pk
            FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
            UNION ALL
            SELECT 'index', t.name, CASE WHEN i.origin = 'c' THEN i.name ELSE i.origin END, group_concat(c.name), i."unique", i.partial, 0
            FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' GROUP BY t.name, i.name
            UNION ALL
            SELECT 'reference', t.name, f."table", f."from", f."to", f.on_delete, 0
            FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
            ORDER BY 1, 2, 3, 4;
            """;
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return lines;
    }
}
