using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using ActiveLearning.Ledger.Telemetry;
using Microsoft.Extensions.Logging;

namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// A writer of the ledger: a thread with its own connection that takes whatever waits, runs it in one transaction, commits, and only then answers.
/// While a commit waits for the disk the next batch gathers, so batches grow with the load and a lone write is not delayed.
/// Label traffic has a queue of its own and goes first: while labels wait, an import, vector or model write gets its turn only after every fourth batch of them. While nobody labels, several
/// of those share a commit.
/// </summary>
internal sealed partial class LedgerWriter : ILedgerWriter, IAsyncDisposable, IDisposable
{
    // Without a bound a crowd that never pauses would keep imports from ever ending.
    private const int LabelBatchesBeforeBulk = 4;

    // Bulk commits without a label between them after which nobody seems to label.
    private const int QuietAfter = 16;

    private static readonly KeyValuePair<string, object?> LabelQueue = new("queue", "labels");
    private static readonly KeyValuePair<string, object?> BulkQueue = new("queue", "bulk");

    private readonly Thread thread;
    private readonly Func<LedgerTransaction> open;
    private readonly ILogger logger;
    private readonly int maximumBatch;
    private readonly int bulkTogether;
    private readonly Channel<WriteOperation> labels;
    private readonly Channel<WriteOperation> bulk;

    // Spinning would take a core from the callers on small machines.
    private readonly ManualResetEventSlim wake = new(initialState: false, spinCount: 0);
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LedgerTransaction transaction;
    private bool isBroken;
    private int bulkSinceLabels = QuietAfter;
    private volatile bool stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="first">The transaction on the first connection.</param>
    /// <param name="open">Opens another connection when that one is lost.</param>
    /// <param name="queues">How much may wait.</param>
    /// <param name="logger">Where failures are told.</param>
    public LedgerWriter(LedgerTransaction first, Func<LedgerTransaction> open, WriteQueues queues, ILogger logger)
    {
        transaction = first;
        this.open = open;
        this.logger = logger;
        maximumBatch = queues.MaximumBatch;
        bulkTogether = queues.BulkTogether;
        labels = Channel.CreateBounded<WriteOperation>(new BoundedChannelOptions(queues.Labels) { SingleReader = true });
        bulk = Channel.CreateBounded<WriteOperation>(new BoundedChannelOptions(queues.Bulk) { SingleReader = true });
        LedgerInstruments.FailedWrites.Add(0);
        thread = new Thread(Run) { Name = "ledger writer", IsBackground = true };
        thread.Start();
    }

    /// <summary>Label traffic that waits for its commit.</summary>
    public int LabelsWaiting => labels.Reader.Count;

    /// <inheritdoc/>
    public Task<TResult> WriteLabelAsync<TRequest, TResult>(
        WriteScope scope, TRequest request, Func<LedgerTransaction, TRequest, TResult> apply, CancellationToken cancellationToken)
        where TRequest : notnull =>
        QueueAsync(labels.Writer, LabelQueue, new WriteOperation<TRequest, TResult>(scope, request, apply), cancellationToken);

    /// <inheritdoc/>
    public Task<TResult> WriteBulkAsync<TRequest, TResult>(
        WriteScope scope, TRequest request, Func<LedgerTransaction, TRequest, TResult> apply, CancellationToken cancellationToken)
        where TRequest : notnull =>
        QueueAsync(bulk.Writer, BulkQueue, new WriteOperation<TRequest, TResult>(scope, request, apply), cancellationToken);

    /// <summary>Takes no more writes, commits those that wait, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await drained.Task.ConfigureAwait(false);
    }

    /// <summary>The same for owners that can't await.</summary>
    public void Dispose()
    {
        Stop();
        thread.Join();
    }

    private void Stop()
    {
        stopping = true;
        labels.Writer.TryComplete();
        bulk.Writer.TryComplete();
        wake.Set();
    }

    // An asynchronous method between the commit and its caller would cost each label another hop through the pool.
    private Task<TResult> QueueAsync<TRequest, TResult>(
        ChannelWriter<WriteOperation> queue, KeyValuePair<string, object?> name, WriteOperation<TRequest, TResult> operation, CancellationToken cancellationToken)
        where TRequest : notnull
    {
        if (cancellationToken.CanBeCanceled || !queue.TryWrite(operation))
        {
            return QueueWatchedAsync(queue, name, operation, cancellationToken);
        }

        TellWriter(name);
        return operation.Outcome;
    }

    // For a queue that is full, or a caller who may give up.
    private async Task<TResult> QueueWatchedAsync<TRequest, TResult>(
        ChannelWriter<WriteOperation> queue, KeyValuePair<string, object?> name, WriteOperation<TRequest, TResult> operation, CancellationToken cancellationToken)
        where TRequest : notnull
    {
        try
        {
            await queue.WriteAsync(operation, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new LedgerUnavailableException("The ledger is closing.");
        }

        TellWriter(name);
        using (cancellationToken.UnsafeRegister(static (state, token) => ((WriteOperation<TRequest, TResult>)state!).Cancel(token), operation))
        {
            return await operation.Outcome.ConfigureAwait(false);
        }
    }

    private void TellWriter(KeyValuePair<string, object?> name)
    {
        LedgerInstruments.Waiting.Add(1, name);
        wake.Set();
    }

    private void Run()
    {
        var batch = new List<WriteOperation>(maximumBatch);
        var labelBatches = 0;
        while (true)
        {
            // Reset first, then look: a write that is queued after the look sets the event again.
            wake.Reset();
            var idle = true;
            if (Take(labels.Reader, LabelQueue, maximumBatch, batch))
            {
                idle = false;
                labelBatches++;
                bulkSinceLabels = 0;
                CommitTogether(batch);
            }

            if ((labelBatches >= LabelBatchesBeforeBulk || !labels.Reader.TryPeek(out _)) && Take(bulk.Reader, BulkQueue, 1, batch))
            {
                idle = false;
                labelBatches = 0;
                bulkSinceLabels = Math.Min(bulkSinceLabels + 1, QuietAfter);
                CommitTogether(batch, bulkSinceLabels == QuietAfter ? bulkTogether : 1);
            }

            if (idle && stopping && labels.Reader.Completion.IsCompleted && bulk.Reader.Completion.IsCompleted)
            {
                break;
            }

            if (idle)
            {
                wake.Wait();
            }
        }

        transaction.Dispose();
        drained.SetResult();
    }

    private static bool Take(ChannelReader<WriteOperation> queue, KeyValuePair<string, object?> name, int most, List<WriteOperation> batch)
    {
        batch.Clear();
        while (batch.Count < most && queue.TryPeek(out var next))
        {
            var runsAlone = next.Scope.Reach != WriteReach.Labels;
            if (runsAlone && batch.Count > 0)
            {
                break;
            }

            if (!queue.TryRead(out var operation))
            {
                continue;
            }

            LedgerInstruments.Waiting.Add(-1, name);
            if (operation.TryStart())
            {
                batch.Add(operation);
                if (runsAlone)
                {
                    break;
                }
            }
        }

        return batch.Count > 0;
    }

    /// <summary>While nobody waits for a label, the next slice of the same kind shares the commit.</summary>
    private bool TakeMore(List<WriteOperation> batch, int most)
    {
        while (batch.Count < most && !labels.Reader.TryPeek(out _) && bulk.Reader.TryPeek(out var next) && next.Scope == batch[0].Scope && bulk.Reader.TryRead(out var operation))
        {
            LedgerInstruments.Waiting.Add(-1, BulkQueue);
            if (operation.TryStart())
            {
                batch.Add(operation);
                return true;
            }
        }

        return false;
    }

    private void CommitTogether(List<WriteOperation> batch, int most = 1)
    {
        using var span = LedgerInstruments.Traces.StartActivity("ledger commit");
        var began = Stopwatch.GetTimestamp();
        try
        {
            ReopenIfBroken();
            transaction.Begin(batch);
        }
        catch (Exception exception)
        {
            FailAll(batch, exception);
            return;
        }

        try
        {
            for (var i = 0; i < batch.Count || TakeMore(batch, most); i++)
            {
                batch[i].Apply(transaction);
            }

            transaction.Finish();
        }
        catch (Exception exception) when (batch.Count == 1 || transaction.IsLost)
        {
            FailAll(batch, exception);
            return;
        }
        catch (Exception exception)
        {
            // One of them can't be stored; which, shows when each runs alone. Savepoints would find it at once, but every good batch would pay for them.
            LogBatchSplit(batch.Count, exception);
            RollBack();
            CommitOneByOne(batch);
            return;
        }

        try
        {
            transaction.Commit();
        }
        catch (Exception exception)
        {
            FailAll(batch, exception);
            return;
        }

        foreach (var operation in batch)
        {
            operation.Acknowledge();
        }

        // After the callers: they wait for nothing that is only told.
        span?.SetTag("active_learning.operations", batch.Count);
        LedgerInstruments.CommitTime.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
        LedgerInstruments.BatchOperations.Record(batch.Count);
    }

    private void CommitOneByOne(List<WriteOperation> batch)
    {
        var alone = new List<WriteOperation>(1);
        foreach (var operation in batch)
        {
            alone.Clear();
            alone.Add(operation);
            CommitTogether(alone);
        }
    }

    private void FailAll(List<WriteOperation> batch, Exception exception)
    {
        var isStorage = exception is DbException || transaction.IsLost;
        RollBack();
        if (isStorage && exception is not LedgerUnavailableException)
        {
            LogWriteFailed(batch.Count, exception);
            exception = new LedgerUnavailableException("The ledger could not store the write.", exception);
        }

        LedgerInstruments.FailedWrites.Add(batch.Count);
        foreach (var operation in batch)
        {
            operation.Fail(exception);
        }
    }

    private void RollBack()
    {
        if (transaction.IsLost)
        {
            return;
        }

        try
        {
            transaction.RollBack();
        }
        catch (Exception exception) when (exception is DbException or IOException)
        {
            LogRollbackFailed(exception);
            isBroken = true;
        }
    }

    // A connection that can't roll back may keep its transaction open for ever; closing it rolls back for sure.
    private void ReopenIfBroken()
    {
        if (isBroken || transaction.IsLost)
        {
            transaction.Dispose();
            transaction = open();
            isBroken = false;
        }
    }
}
