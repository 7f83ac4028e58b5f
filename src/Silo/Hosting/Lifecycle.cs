using ActiveLearning.Silo.Identity;
using ActiveLearning.Silo.Sample;

namespace ActiveLearning.Silo.Hosting;

/// <summary>What happens once when the process begins to serve, and how long it may take to end.</summary>
internal sealed class Lifecycle(FirstStart firstStart, SampleAccounts sampleAccounts, StartAnnouncement announcement) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await sampleAccounts.CloseAsync(cancellationToken);
        await firstStart.RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await sampleAccounts.OpenAsync();
        announcement.Print();
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
