using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Sql;
using ActiveLearning.Ledger.Vectors;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>The embedded ledger: one SQLite file, one writer with group commit, a few reading connections. One process uses a file at a time.</summary>
public sealed partial class SqliteLedger : ILedger, IAsyncDisposable, IDisposable
{
    // Rows fall all over the indexes, and each commit writes every page that it touched: eight slices in one write a third of the pages of eight in eight.
    private const int SlicesTogether = 8;

    private readonly LedgerWriter writer;
    private readonly ReaderPool readers;
    private readonly ILogger logger;

    /// <summary>Opens the data file, makes it when it is missing, and brings its schema up to date.</summary>
    /// <param name="options">Where the file is and how it is written.</param>
    /// <param name="clock">The ledger's clock: leases run and labels are stamped by it.</param>
    /// <param name="logger">Told of failures; may be null.</param>
    /// <exception cref="InvalidOperationException">The file has a newer schema than this version knows, or is another program's.</exception>
    /// <exception cref="LedgerUnavailableException">The file can't be opened or written.</exception>
    public SqliteLedger(SqliteLedgerOptions options, TimeProvider clock, ILogger<SqliteLedger>? logger = null)
    {
        options.Validate();
        this.logger = logger ?? (ILogger)NullLogger.Instance;
        var session = Open(options, clock);
        readers = new ReaderPool(() => SqliteSession.OpenReader(options, clock), options.Readers);
        writer = new LedgerWriter(
            new SqliteTransaction(session),
            () => new SqliteTransaction(SqliteSession.OpenWriter(options, clock)),
            new WriteQueues(options.MaximumBatch, options.LabelQueue, options.BulkQueue, SlicesTogether),
            this.logger);
        Projects = new SqlProjectLedger(writer, readers);
        Items = new SqlItemLedger(writer, readers);
        Labels = new SqlLabelLedger(writer, writer, readers);
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
    public int LabelsWaiting => writer.LabelsWaiting;

    /// <summary>Takes no more writes, commits those that wait, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        readers.Dispose();
    }

    /// <summary>The same for owners that can't await.</summary>
    public void Dispose()
    {
        writer.Dispose();
        readers.Dispose();
    }

    /// <summary>Runs on the writer's connection, outside a transaction's bookkeeping: for tests that make storage fail.</summary>
    internal Task<TResult> OnWriterAsync<TResult>(Func<SqliteSession, TResult> action) =>
        writer.WriteLabelAsync(
            WriteScope.Labels(0), action, static (transaction, run) => run(((SqliteTransaction)transaction).Session), CancellationToken.None);

    private SqliteSession Open(SqliteLedgerOptions options, TimeProvider clock)
    {
        SqliteSession? session = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.DataFile))!);
            session = SqliteSession.OpenWriter(options, clock);
            var (before, after) = Migrations.Apply(session);
            LogOpened(options.DataFile, before, after);
            return session;
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            session?.Dispose();
            throw new LedgerUnavailableException($"The ledger's data file {options.DataFile} can't be opened.", exception);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }
}
