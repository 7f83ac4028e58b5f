using System.Globalization;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Learning.Synthetic;
using ActiveLearning.Ledger;
using ActiveLearning.Silo.Api;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Sample;

/// <summary>Makes the sample project and lets simulated annotators label it, until it has enough labels; while it is paused they wait.</summary>
internal sealed partial class SimulatedCrowd(
    SampleProject sample,
    ProjectLookup lookup,
    ILedger ledger,
    IGrainFactory grains,
    IHostApplicationLifetime lifetime,
    IOptions<SampleOptions> options,
    TimeProvider time,
    ILogger<SimulatedCrowd> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>Stated accuracies of the annotators, from careful to hasty.</summary>
    private static readonly double[] Accuracies = [0.97, 0.95, 0.92, 0.88, 0.82, 0.75];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            if (!await sample.CreateAsync(stoppingToken) || await lookup.FindAsync(SampleProject.Id) is not { } project)
            {
                return;
            }

            var truth = sample.Truth();
            LogStarted(Accuracies.Length, SampleProject.Id, options.Value.StopAfterLabels);
            await Task.WhenAll(Accuracies.Select((accuracy, i) => LabelAsync(Annotator(i, accuracy, truth), project.Row.Key, stoppingToken)));
            LogEnough(SampleProject.Id, options.Value.StopAfterLabels);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        catch (Exception failure)
        {
            // The pages stand still, and everything else goes on.
            LogNoSample(failure, SampleProject.Id);
        }
    }

    private SimulatedAnnotator Annotator(int index, double accuracy, IReadOnlyDictionary<string, int> truth)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"simulated-{index + 1}");
        return new SimulatedAnnotator(
            name,
            accuracy,
            grains.Reach<IAnnotatorGrain>(GrainKeys.Annotator(SampleProject.Id, name)),
            truth,
            SyntheticStream.Classes.Count,
            options.Value,
            new Random(options.Value.Seed + index),
            time);
    }

    private async Task LabelAsync(SimulatedAnnotator annotator, int projectKey, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if ((await ledger.Projects.CountAsync(projectKey, cancellationToken)).Labels >= options.Value.StopAfterLabels)
                {
                    return;
                }

                await annotator.WorkAsync(cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && FailureProblems.IsUnavailable(failure))
            {
                LogFailed(failure, annotator.Name);
                await Task.Delay(AfterFailure, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} simulated annotators label {ProjectId} until it has {Labels} labels")]
    private partial void LogStarted(int count, string projectId, int labels);

    [LoggerMessage(LogLevel.Information, "{ProjectId} has {Labels} labels; the simulated annotators stop")]
    private partial void LogEnough(string projectId, int labels);

    [LoggerMessage(LogLevel.Warning, "The sample project {ProjectId} could not be made or labelled")]
    private partial void LogNoSample(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Warning, "Simulated annotator {Annotator} could not work for the moment")]
    private partial void LogFailed(Exception exception, string annotator);
}
