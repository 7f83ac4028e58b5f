using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Grouping;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Silo.Import;

/// <summary>Stores the rows of one upload slice by slice; what was committed stays, whatever becomes of the rest.</summary>
internal sealed partial class ItemImport(
    ILedger ledger, IGrainFactory grains, ImportActivity imports, LabellingActivity labelling, TimeProvider time, ILogger<ItemImport> logger)
{
    private const int MaximumErrors = 1_000;

    // A slice ends earlier when its texts are long, so that memory stays flat.
    private const int MaximumSliceCharacters = 500_000;

    // Enough for the ledger to commit some while others wait: rows in memory are bounded by it.
    private const int SlicesUnderWay = 16;

    // While somebody labels, one is committed while the next is read.
    private const int SlicesBesideLabels = 2;

    // Partitions hear of new items while a long upload still runs: of the first ones soon, so that people can begin.
    private const int SlicesBetweenFirstHints = 4;
    private const int SlicesBetweenHints = 64;

    /// <summary>Stores every good row and reports the others.</summary>
    /// <exception cref="LedgerUnavailableException">The store failed in between; sending the upload again is safe.</exception>
    public async Task<ImportReport> RunAsync(ProjectRow project, IAsyncEnumerable<ImportRow> rows, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        var committing = new Queue<Slice>();
        var slice = new Slice();
        var slices = 0;
        try
        {
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                slice.Add(row);
                if (!slice.IsFull)
                {
                    continue;
                }

                imports.Touch();
                var began = time.GetTimestamp();
                slice.Start(ledger, project.Key, cancellationToken);
                committing.Enqueue(slice);
                slice = new Slice();
                await FinishAsync(committing, labelling.IsActive ? SlicesBesideLabels - 1 : SlicesUnderWay - 1, tally);
                await Task.Delay(labelling.RestAfter(time.GetElapsedTime(began)), time, cancellationToken);
                if (++slices % (slices < SlicesBetweenHints ? SlicesBetweenFirstHints : SlicesBetweenHints) == 0)
                {
                    Hint(project);
                }
            }

            slice.Start(ledger, project.Key, cancellationToken);
            committing.Enqueue(slice);
            await FinishAsync(committing, 0, tally);
            LogImported(project.Id, tally.Accepted, tally.Duplicates, tally.Rejected);
            return tally.Report();
        }
        finally
        {
            foreach (var rest in committing)
            {
                // The upload broke: these slices still end one way or the other, and their failure is not the one to tell.
                await ((Task)rest.Committed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            Hint(project);
        }
    }

    /// <summary>Waits for the oldest slices until no more than <paramref name="most"/> are under way.</summary>
    private static async Task FinishAsync(Queue<Slice> committing, int most, Tally tally)
    {
        while (committing.Count > most)
        {
            var oldest = committing.Peek();
            tally.Add(oldest, await oldest.Committed);
            committing.Dequeue();
        }
    }

    private void Hint(ProjectRow project)
    {
        _ = grains.Reach<IGroupingGrain>(GrainKeys.Project(project.Id)).ItemsImported();
        for (var partition = 0; partition < project.Partitions; partition++)
        {
            _ = grains.Reach<IPoolPartitionGrain>(GrainKeys.Partition(project.Id, partition)).ItemsImported();
        }
    }

    [LoggerMessage(LogLevel.Information, "Import into {ProjectId}: {Accepted} items accepted, {Duplicates} duplicates, {Rejected} rejected")]
    private partial void LogImported(string projectId, int accepted, int duplicates, int rejected);

    /// <summary>Rows that are committed together.</summary>
    private sealed class Slice
    {
        private int _characters;

        public List<ImportRow> Rows { get; } = [];

        public List<NewItem> Items { get; } = [];

        public Task<IReadOnlyList<ImportRowResult>> Committed { get; private set; } = Task.FromResult<IReadOnlyList<ImportRowResult>>([]);

        public bool IsFull => Items.Count == IItemLedger.MaximumSlice || _characters > MaximumSliceCharacters || Rows.Count >= 10 * IItemLedger.MaximumSlice;

        public void Add(in ImportRow row)
        {
            Rows.Add(row);
            if (row.Item is { } item)
            {
                Items.Add(item);
                _characters += item.Text.Length;
            }
        }

        public void Start(ILedger ledger, int projectKey, CancellationToken cancellationToken)
        {
            if (Items.Count > 0)
            {
                Committed = ledger.Items.ImportAsync(projectKey, Items, cancellationToken);
            }
        }
    }

    /// <summary>What became of the rows, in their order.</summary>
    private sealed class Tally
    {
        private readonly List<ImportError> _errors = [];

        public int Accepted { get; private set; }

        public int Duplicates { get; private set; }

        public int Rejected { get; private set; }

        public void Add(Slice slice, IReadOnlyList<ImportRowResult> outcomes)
        {
            var next = 0;
            foreach (var row in slice.Rows)
            {
                if (row.Error is { } error)
                {
                    Reject(error);
                    continue;
                }

                switch (outcomes[next++].Outcome)
                {
                    case ImportRowOutcome.Accepted:
                        Accepted++;
                        break;
                    case ImportRowOutcome.Duplicate:
                        Duplicates++;
                        break;
                    default:
                        Reject(new ImportError(row.Row, "id", "taken by an item with another content"));
                        break;
                }
            }
        }

        public ImportReport Report() => new(Accepted, Duplicates, Rejected, _errors, Rejected > _errors.Count);

        private void Reject(ImportError error)
        {
            Rejected++;
            if (_errors.Count < MaximumErrors)
            {
                _errors.Add(error);
            }
        }
    }
}
