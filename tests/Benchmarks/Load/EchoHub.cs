using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Harness;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;

namespace ActiveLearning.Benchmarks.Load;

/// <summary>
/// The limit of the hub measurements: the same messages of the same size as labelling, answered by nothing at all. Each answer is followed by a queue push, as the
/// product does it.
/// </summary>
public sealed class EchoHub : Hub<IAnnotatorClient>
{
    private static readonly Dictionary<string, string> Attributes = new() { ["lang"] = "en", ["surface"] = "comment" };

    public async Task<Workspace> Join(string projectId, string? annotator)
    {
        Context.Items["next"] = 0;
        await Push();
        return new Workspace(projectId, projectId, annotator ?? "", new DatasetStandard(1, [new LabelClass("a"), new LabelClass("b")], "", 1), 0, 600);
    }

    public void Shown(string leaseId) => Context.Items["shown"] = leaseId;

    public async Task<SubmitReply> SubmitLabel(string leaseId, string className, int leadTimeMs)
    {
        await Push();
        return new SubmitReply("accepted", leaseId);
    }

    /// <summary>Serves the hub until the process is ended.</summary>
    public static async Task ServeAsync(string url, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR().AddJsonProtocol(o => o.PayloadSerializerOptions = SiloClient.Json);
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapHub<EchoHub>("/hubs/annotator");
        await HostingAbstractionsHostExtensions.RunAsync(app, cancellationToken);
    }

    private Task Push()
    {
        var next = (int)Context.Items["next"]! + 1;
        Context.Items["next"] = next;
        var items = Enumerable.Range(next, 2)
            .Select(i => new QueueItem($"{i}-1-{i:x16}", "somebody says something about the song in this video, and then some", Attributes, DateTimeOffset.UnixEpoch, LeaseReason.Margin, 12, false))
            .ToArray();
        return Clients.Caller.Queue(new QueueMessage(next, QueueState.Active, items));
    }
}
