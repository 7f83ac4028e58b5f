using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Silo.Hosting.Clock;

namespace ActiveLearning.Silo.Hosting;

/// <summary>The ledger, in this process's folder or in the database that all silos share.</summary>
internal static class StorageHosting
{
    /// <summary>Adds the ledger and the clock.</summary>
    public static void AddStorage(this WebApplicationBuilder builder, DataFolder data, Stores stores)
    {
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton(stores);
        var own = ClockSettings.Read(builder.Configuration).Build();
        var section = builder.Configuration.GetSection("Ledger");
        if (stores.Postgres is { } connection)
        {
            Check(new PostgresLedgerOptions(), Configure, o => o.Validate());
            var shared = new DatabaseClock(own);
            ClockWatch.Set(shared, connection);
            builder.Services.AddSingleton<TimeProvider>(shared);
            builder.Services.AddSingleton(shared);
            builder.Services.AddHostedService<ClockWatch>();
            builder.Services.AddPostgresLedger(Configure);

            void Configure(PostgresLedgerOptions o)
            {
                section.Bind(o);
                o.ConnectionString = connection;
            }
        }
        else
        {
            Check(new SqliteLedgerOptions(), Configure, o => o.Validate());
            builder.Services.AddSingleton(own);
            builder.Services.AddSqliteLedger(Configure);

            void Configure(SqliteLedgerOptions o)
            {
                section.Bind(o);
                o.DataFile = data.LedgerFile;
            }
        }
    }

    private static void Check<T>(T options, Action<T> configure, Action<T> validate)
    {
        try
        {
            configure(options);
            validate(options);
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException)
        {
            // Neither message holds the connection string: it is no number.
            throw new StartRefusedException($"Ledger: {wrong.Message}", wrong);
        }
    }
}
