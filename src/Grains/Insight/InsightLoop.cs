using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Models;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Grains.Insight;

/// <summary>Keeps a project's insight up to date: one look after news, never two at a time, and a pause after each.</summary>
/// <param name="project">The project.</param>
/// <param name="survey">Takes an insight.</param>
/// <param name="restore">Finds the champion after a restart, before any was judged here; null when there is none.</param>
/// <param name="grains">Reaches the champion's version.</param>
/// <param name="pace">The pause.</param>
/// <param name="time">The clock.</param>
/// <param name="failed">Told of a look that failed; the next one may do better.</param>
public sealed class InsightLoop(
    ProjectRow project,
    InsightSurvey survey,
    Func<CancellationToken, Task<JudgedHead?>> restore,
    IGrainFactory grains,
    TimeSpan pace,
    TimeProvider time,
    Action<Exception> failed)
{
    private readonly Signal _news = new();
    private JudgedHead? _champion;

    /// <summary>The newest insight; null before the first.</summary>
    public ProjectInsight? Current { get; private set; }

    /// <summary>There are new labels, and this is the champion now; null: as before.</summary>
    public void Look(JudgedHead? champion)
    {
        _champion = champion ?? _champion;
        _news.Ring();
    }

    /// <summary>Looks until cancelled.</summary>
    public async Task KeepGoingAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _news.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                if (_champion is null)
                {
                    // After a restart the first refit comes first; most likely it brings a champion that need not be fitted again.
                    await Task.Delay(pace, time, cancellationToken);
                    _champion ??= await restore(cancellationToken);
                }

                if (_champion is { } champion)
                {
                    Current = await survey.TakeAsync(champion, cancellationToken);
                    await StoreCalibrationAsync(Current);
                }

                await Task.Delay(pace, time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                failed(failure);
                await Task.Delay(pace, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task StoreCalibrationAsync(ProjectInsight insight)
    {
        var version = grains.Reach<IModelVersionGrain>(GrainKeys.ModelVersion(project.Id, insight.Version));
        if (await version.Read() is { Metrics: { } metrics })
        {
            await version.Evaluated(metrics with { Calibration = insight.Calibration });
        }
    }
}
