using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Hosting.Postgres;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ActiveLearning.Silo.Identity;

/// <summary>Where accounts, keys and invitations are kept: a file of this process, or the database that all silos share.</summary>
internal static class AccountStore
{
    private static readonly string[] PostgresScripts = ["postgres-accounts-0001.sql"];

    /// <summary>Brings the tables to the newest version and adds the database.</summary>
    /// <exception cref="StartRefusedException">They were written by a newer version of the program, or can't be reached.</exception>
    public static void AddAccountStore(this IServiceCollection services, DataFolder data, Stores stores)
    {
        if (stores.Postgres is { } shared)
        {
            var accounts = PostgresSchema.Upgrade(shared, "accounts", PostgresScripts);
            services.AddDbContext<IdentityDatabase>(o => o.UseNpgsql(accounts));
            return;
        }

        var file = new SqliteConnectionStringBuilder { DataSource = data.IdentityFile, DefaultTimeout = 10 }.ToString();
        IdentitySchema.Upgrade(file);
        services.AddDbContext<IdentityDatabase>(o => o.UseSqlite(file));
    }
}
