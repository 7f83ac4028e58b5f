using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Sql;
using ActiveLearning.Ledger.Vectors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// The ledger that several silos share: one PostgreSQL database, two writers with group commit a silo, a few reading connections. Leases have a writer of their own: they change no counter,
/// so they need not wait for answers, whose batches have the project's counters to themselves until they are committed.
/// </summary>
public sealed partial class PostgresLedger : ILedger, IAsyncDisposable, IDisposable
{
    // An import slice keeps the project's labels of all silos waiting: one is enough.
    private const int SlicesTogether = 1;

    private readonly NpgsqlDataSource source;
    private readonly LedgerWriter writer;
    private readonly LedgerWriter leases;
    private readonly ReaderPool readers;
    private readonly ILogger logger;

    /// <summary>Connects, and brings the schema up to date; when several silos start at once, one of them does.</summary>
    /// <param name="options">Where the database is and how it is written.</param>
    /// <param name="clock">A clock in place of the database's own; null, as it should be wherever several silos write, for the database's.</param>
    /// <param name="logger">Told of failures; may be null.</param>
    /// <exception cref="InvalidOperationException">The database has a newer schema than this version knows, or is another program's.</exception>
    /// <exception cref="LedgerUnavailableException">The database can't be reached or written.</exception>
    public PostgresLedger(PostgresLedgerOptions options, TimeProvider? clock = null, ILogger<PostgresLedger>? logger = null)
    {
        options.Validate();
        this.logger = logger ?? (ILogger)NullLogger.Instance;
        source = Connect(options);
        LedgerTransaction? first = null;
        try
        {
            var (before, after) = Migrations.Apply(source);
            CommitMark.RemoveOld(source);
            var database = new NpgsqlConnectionStringBuilder(options.ConnectionString).Database ?? "";
            LogOpened(database, before, after);
            readers = new ReaderPool(() => PostgresSession.Open(source, clock), options.Readers);
            LedgerTransaction Open() => new PostgresTransaction(PostgresSession.Open(source, clock), new CommitInquiry(source, options.UnknownCommitWait));
            first = Open();
            var second = Open();
            var queues = new WriteQueues(options.MaximumBatch, options.LabelQueue, options.BulkQueue, SlicesTogether);
            writer = new LedgerWriter(first, Open, queues, this.logger);
            leases = new LedgerWriter(second, Open, queues, this.logger);
        }
        catch (Exception exception)
        {
            first?.Dispose();
            source.Dispose();
            if (exception is NpgsqlException)
            {
                throw new LedgerUnavailableException("The ledger's database can't be opened.", exception);
            }

            throw;
        }

        Projects = new SqlProjectLedger(writer, readers);
        Items = new SqlItemLedger(writer, readers);
        Labels = new SqlLabelLedger(writer, leases, readers);
        Groups = new SqlGroupLedger(writer, readers);
        Models = new SqlModelLedger(writer, readers);
        Vectors = new SqlVectorLedger(writer, readers);
    }

    /// <inheritdoc/>
    public IProjectLedger Projects { get; }

    /// <inheritdoc/>
    public IItemLedger Items { get; }

    /// <inheritdoc/>
    public ILabelLedger Labels { get; }

    /// <inheritdoc/>
    public IGroupLedger Groups { get; }

    /// <inheritdoc/>
    public IModelLedger Models { get; }

    /// <inheritdoc/>
    public IVectorLedger Vectors { get; }

    /// <inheritdoc/>
    public int LabelsWaiting => writer.LabelsWaiting + leases.LabelsWaiting;

    /// <summary>Takes no more writes, commits those that wait, and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        await leases.DisposeAsync().ConfigureAwait(false);
        readers.Dispose();
        await source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The same for owners that can't await.</summary>
    public void Dispose()
    {
        writer.Dispose();
        leases.Dispose();
        readers.Dispose();
        source.Dispose();
    }

    private static NpgsqlDataSource Connect(PostgresLedgerOptions options)
    {
        var seconds = (int)Math.Ceiling(options.StatementTimeout.TotalSeconds);
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = "active learning ledger",
            CommandTimeout = seconds,
            Timeout = seconds,
            Enlist = false,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
        };

        // The readers, two exports, the writers, and their inquiries after a lost commit.
        connection.MaxPoolSize = Math.Max(connection.MaxPoolSize, options.Readers + 6);
        return NpgsqlDataSource.Create(connection);
    }
}
