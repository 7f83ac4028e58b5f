using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Training;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Vectors;
using Microsoft.Extensions.Logging;

namespace ActiveLearning.Grains.Encoding;

/// <inheritdoc cref="IPoolLsaGrain"/>
/// <remarks>
/// One round: count, and when <see cref="LsaRule"/> says so, sample, fit on a lane of its own, store, tell the partitions, and once all of them embed by it, the trainer. A twin after a
/// membership change loses on the unique number in the ledger and passes on what is there.
/// </remarks>
[PlacedWhereScored]
[CollectionAgeLimit(AlwaysActive = true)]
public sealed partial class PoolLsaGrain(
    ILedger ledger, EncodingLane encoding, LsaLane lane, Handover handover, TimeProvider time, ILogger<PoolLsaGrain> logger) : Grain, IPoolLsaGrain, IDisposable
{
    private const int TextsAtOnce = 500;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _leaving = new();
    private readonly Signal _grew = new();
    private ProjectRow _project = null!;
    private int _nothingSharedAt;
    private int _passedOn;
    private Task _loop = Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (projectId, _) = GrainKeys.Parse(this.GetPrimaryKeyString());
        _project = (await GrainFactory.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Read()
            ?? throw new ArgumentException($"There is no project {projectId}.")).Row;
        handover.Watch(GrainContext, "score", _leaving.CancelAsync, GrainFactory.Reach<IPoolLsaGrain>(this.GetPrimaryKeyString()).UnreadGrew);
        _loop = GrainLoop.RunAsync(LookAsync, NoteFailure, time, _leaving.Token);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <inheritdoc/>
    public void Dispose() => _leaving.Dispose();

    /// <inheritdoc/>
    public Task UnreadGrew()
    {
        _grew.Ring();
        return Task.CompletedTask;
    }

    private void NoteFailure(Exception failure)
    {
        LogFailed(failure, _project.Id);
        _grew.Ring();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await _grew.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
        var partitions = Partitions();
        var counts = await Task.WhenAll(partitions.Select(p => p.GetCoverage()));
        var unread = counts.Sum(c => c.Unread);
        var stored = await ledger.Vectors.FindPoolLsaAsync(_project.Key, cancellationToken);
        var before = stored?.EncoderVersion == encoding.UnreadVersion ? stored.Texts : 0;
        if (LsaRule.Pays(unread, Math.Max(before, _nothingSharedAt), counts.Sum(c => c.Encoded) < counts.Sum(c => c.Items)))
        {
            stored = await RenewAsync(partitions, stored, unread, cancellationToken);
        }

        if (stored is not null && stored.EncoderVersion == encoding.UnreadVersion && stored.Number > _passedOn)
        {
            await PassOnAsync(partitions, stored.Number, cancellationToken);
        }
    }

    /// <summary>Fits and stores the next one; returns what is in force then.</summary>
    private async Task<PoolLsaRow?> RenewAsync(IPoolPartitionGrain[] partitions, PoolLsaRow? stored, int unread, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var row = new PoolLsaRow((stored?.Number ?? 0) + 1, encoding.UnreadVersion, unread);
        var texts = await SampleAsync(partitions, cancellationToken);
        var artefact = await lane.RunAsync(() => Fit(texts, row.Number, cancellationToken), cancellationToken);
        if (artefact is null)
        {
            _nothingSharedAt = unread;
            LogNothingShared(_project.Id, unread);
            return stored;
        }

        if (await ledger.Vectors.AddPoolLsaAsync(_project.Key, row, artefact, cancellationToken))
        {
            LogFitted(_project.Id, row.Number, texts.Count, unread, time.GetElapsedTime(began).TotalMilliseconds);
        }

        return row;
    }

    /// <summary>Tells who embeds and, afterwards, who fits. Whoever fails before the end begins again at the next look, here or in a later activation.</summary>
    private async Task PassOnAsync(IPoolPartitionGrain[] partitions, int number, CancellationToken cancellationToken)
    {
        await Task.WhenAll(partitions.Select(p => p.LsaFitted()));

        // A model that is judged while held-out items still have their old vectors would be judged by them.
        while ((await Task.WhenAll(partitions.Select(p => p.GetCoverage()))).Any(c => c.Lsa < number))
        {
            await Task.Delay(LookAgain, time, cancellationToken);
        }

        await GrainFactory.Reach<ITrainerGrain>(GrainKeys.Project(_project.Id)).VectorsChanged();
        _passedOn = number;
        _grew.Ring();
    }

    private byte[]? Fit(IReadOnlyList<string> texts, int number, CancellationToken cancellationToken)
    {
        try
        {
            return PoolLsa.Fit(texts, encoding.Dimensions, new Random(unchecked((int)_project.WalkSeed) + number), threads: 1, cancellationToken).Pack();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The first unread texts of the whole pool's walk.</summary>
    private async Task<IReadOnlyList<string>> SampleAsync(IPoolPartitionGrain[] partitions, CancellationToken cancellationToken)
    {
        // Parts differ in size by chance, so each brings a little more than its share.
        var wanted = PoolLsa.MaximumTexts / partitions.Length;
        var parts = await Task.WhenAll(partitions.Select(p => p.UnreadItems(wanted + (wanted / 8))));
        var sample = parts.SelectMany(part => part.WalkRanks.Zip(part.Ordinals)).OrderBy(item => item.First).Take(PoolLsa.MaximumTexts).Select(item => item.Second);

        // No more of each than n-grams are made of: thousands of them are in memory until the fit is done.
        var texts = new List<string>();
        foreach (var page in sample.Chunk(TextsAtOnce))
        {
            texts.AddRange((await ledger.Items.ReadTextsAsync(_project.Key, page, cancellationToken)).Select(item => item.Text[..Math.Min(item.Text.Length, HashedNgrams.ReadCodePoints)]));
        }

        return texts;
    }

    private IPoolPartitionGrain[] Partitions() => [.. Enumerable.Range(0, _project.Partitions)
        .Select(p => GrainFactory.Reach<IPoolPartitionGrain>(GrainKeys.Partition(_project.Id, p)))];
}
