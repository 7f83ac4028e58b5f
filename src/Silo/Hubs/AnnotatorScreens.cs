using System.Collections.Concurrent;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Silo.Telemetry;
using Microsoft.AspNetCore.SignalR;

namespace ActiveLearning.Silo.Hubs;

/// <summary>
/// All annotators' screens whose connections end in this process. Grains may move or wake anew on another silo and then know of no screen, so every screen is bound
/// again when a silo came or went, and from time to time.
/// </summary>
internal sealed partial class AnnotatorScreens(
    IGrainFactory grains, IHubContext<AnnotatorHub> hub, ISiloStatusOracle silos, TimeProvider time, ILogger<AnnotatorScreens> logger) : BackgroundService, ISiloStatusListener
{
    private static readonly TimeSpan BindAgainEvery = TimeSpan.FromSeconds(10);

    // Grains that closed when a silo came or went are open again by then.
    private static readonly TimeSpan MovedAfter = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _silosChanged = new(0);

    private readonly ConcurrentDictionary<string, AnnotatorSession> _sessions = new();

    /// <summary>Opens a session for a connection and binds its screen.</summary>
    public async Task<AnnotatorSession> OpenAsync(string connectionId, Project project, string annotator)
    {
        var grain = grains.Reach<IAnnotatorGrain>(GrainKeys.Annotator(project.Row.Id, annotator));
        var screen = new AnnotatorScreen(hub, connectionId, grain, time, logger);
        var session = new AnnotatorSession(
            connectionId,
            project.Row.Id,
            annotator,
            project.Row.Standard,
            grain,
            screen,
            grains.CreateObjectReference<IAnnotatorObserver>(screen));
        _sessions[connectionId] = session;
        try
        {
            await session.Grain.ComeTo(silos.SiloAddress);
            await session.Grain.Connect(connectionId, session.Reference, again: false);
        }
        catch
        {
            // Nobody will close a session that never opened; bound again it would take the queue from the one that did.
            _sessions.TryRemove(connectionId, out _);
            grains.DeleteObjectReference<IAnnotatorObserver>(session.Reference);
            throw;
        }

        ServingInstruments.ConnectedAnnotators.Add(1);
        LogJoined(annotator, project.Row.Id);
        return session;
    }

    /// <summary>Closes the session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isLeaving">Whether the annotator ended work, or only the connection is gone.</param>
    public async Task CloseAsync(AnnotatorSession session, bool isLeaving)
    {
        if (_sessions.TryRemove(KeyValuePair.Create(session.ConnectionId, session)))
        {
            ServingInstruments.ConnectedAnnotators.Add(-1);
        }

        try
        {
            await (isLeaving ? session.Grain.Leave(session.ConnectionId) : session.Grain.Disconnect(session.ConnectionId));
        }
        finally
        {
            grains.DeleteObjectReference<IAnnotatorObserver>(session.Reference);
        }

        LogLeft(session.Annotator, session.ProjectId);
    }

    /// <inheritdoc/>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is SiloStatus.Active or SiloStatus.Dead)
        {
            _silosChanged.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _silosChanged.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ServingInstruments.ConnectedAnnotators.Add(0);
        silos.SubscribeToSiloStatusEvents(this);
        try
        {
            var pause = BindAgainEvery;
            while (true)
            {
                var changed = await _silosChanged.WaitAsync(pause, stoppingToken);
                pause = changed ? MovedAfter : BindAgainEvery;
                await Parallel.ForEachAsync(_sessions.Values, stoppingToken, async (session, _) => await BindAgainAsync(session));
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        finally
        {
            silos.UnSubscribeFromSiloStatusEvents(this);
        }
    }

    private async Task BindAgainAsync(AnnotatorSession session)
    {
        try
        {
            await session.Grain.Connect(session.ConnectionId, session.Reference, again: true);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotBound(failure, session.Annotator, session.ProjectId); // The next round tries again.
        }
    }

    [LoggerMessage(LogLevel.Information, "Annotator {Annotator} joined {ProjectId}")]
    private partial void LogJoined(string annotator, string projectId);

    [LoggerMessage(LogLevel.Information, "Annotator {Annotator} left {ProjectId}")]
    private partial void LogLeft(string annotator, string projectId);

    [LoggerMessage(LogLevel.Warning, "The screen of {Annotator} in {ProjectId} could not be bound again")]
    private partial void LogNotBound(Exception exception, string annotator, string projectId);
}
