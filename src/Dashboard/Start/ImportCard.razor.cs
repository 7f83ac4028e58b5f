using ActiveLearning.Contracts.Api;
using ActiveLearning.Dashboard.Api;
using ActiveLearning.Dashboard.Charts;
using ActiveLearning.Dashboard.Live;
using ActiveLearning.Dashboard.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ActiveLearning.Dashboard.Start;

/// <summary>Takes a file and shows it on its way: checked, stored, encoded, first model.</summary>
public sealed partial class ImportCard : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private readonly ProgressRate uploadRate = new();
    private readonly ProgressRate encodeRate = new();
    private ElementReference zone;
    private ElementReference input;
    private IJSObjectReference? module;
    private IJSObjectReference? accepting;
    private IJSObjectReference? upload;
    private DotNetObjectReference<ImportCard>? self;
    private ITimer? poller;
    private ChosenFile? file;
    private FilePreview? preview;
    private ImportReport? report;
    private ProjectStatus? status;
    private TimeSpan took;
    private long startedAt;
    private long sent;
    private string target = "";
    private string? failure;
    private Phase phase;
    private bool showRefused;

    [Parameter, EditorRequired]
    public IReadOnlyList<ProjectSummary> Projects { get; set; } = [];

    /// <summary>Called when items were stored.</summary>
    [Parameter]
    public EventCallback OnStored { get; set; }

    /// <summary>Project to import into when the page already says which; otherwise the first of the list.</summary>
    [SupplyParameterFromQuery(Name = "into")]
    public string? Into { get; set; }

    [Inject]
    private PageScript Page { get; set; } = default!;

    [Inject]
    private ApiClient Api { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    private string TargetName => Projects.FirstOrDefault(project => project.Settings.Id == target)?.Settings.Name ?? target;

    private string CheckWords => report is null
        ? sent < file!.Bytes ? $"Checking, {Figures.Percent((double)sent / Math.Max(1, file.Bytes))} sent" : "Checking the last rows"
        : $"Checked {Figures.Of(report.Accepted + report.Duplicates + report.Rejected, "row", "rows")}";

    private string UploadPace => uploadRate.PerSecond is > 0 and var rate ? $"{Figures.Bytes((long)rate)}/s" : "";

    private string StoreWords => report is null
        ? "Store items"
        : $"Stored {Figures.Of(report.Accepted, "item", "items")}" + (report.Duplicates > 0 ? $", {Figures.Count(report.Duplicates)} were there already" : "");

    private double EncodeShare => status is { Items.Total: > 0 } ? (double)status.Encoded / status.Items.Total : 0;

    private StepState EncodeState => report is null ? StepState.Waiting : status is { Items.Total: > 0 } && status.Encoded >= status.Items.Total ? StepState.Done : StepState.Running;

    private string EncodeWords => EncodeState switch
    {
        StepState.Done => $"Encoded {Figures.Count(status!.Encoded)} texts",
        StepState.Running => $"Encoding, {Figures.Percent(EncodeShare)}",
        _ => "Encode texts",
    };

    private string? EncodePace => EncodeState == StepState.Running && encodeRate.PerSecond is >= 0.5 and var rate
        ? $"{Figures.Count((long)rate)} texts/s, {Figures.Duration(TimeSpan.FromSeconds((status!.Items.Total - status.Encoded) / rate))} left"
        : null;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Projects.All(project => project.Settings.Id != target))
        {
            target = Projects.FirstOrDefault(project => project.Settings.Id == Into)?.Settings.Id ?? (Projects.Count > 0 ? Projects[0].Settings.Id : "");
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            self = DotNetObjectReference.Create(this);
            module = await Page.ModuleAsync("import-file");
            accepting = await module.InvokeAsync<IJSObjectReference>("accept", zone, input, self);
        }
    }

    [JSInvokable]
    public async Task FileChosen(ChosenFile chosen)
    {
        if (phase == Phase.Sending)
        {
            return;
        }

        await ForgetAsync();
        (file, preview, phase) = (chosen, FilePreview.Of(chosen.Name, chosen.Head), Phase.Chosen);
        StateHasChanged();
    }

    [JSInvokable]
    public void UploadProgress(long bytes)
    {
        sent = bytes;
        uploadRate.Note(Clock.GetUtcNow(), bytes);
        StateHasChanged();
    }

    [JSInvokable]
    public async Task UploadEnded(int code, string body)
    {
        phase = Phase.Ended;
        took = Clock.GetElapsedTime(startedAt);
        try
        {
            report = ApiClient.ReadImport(code, body);
            poller = Clock.CreateTimer(_ => InvokeAsync(PollAsync), null, TimeSpan.Zero, Poll);
            await OnStored.InvokeAsync();
        }
        catch (ApiProblemException problem)
        {
            failure = code == 0 ? "The upload ended before the cluster answered." : problem.Message;
        }

        StateHasChanged();
    }

    private async Task ChooseAsync() => await module!.InvokeVoidAsync("choose", input);

    private async Task SendAsync()
    {
        (phase, failure, report, status, sent) = (Phase.Sending, null, null, null, 0);
        startedAt = Clock.GetTimestamp();
        upload = await module!.InvokeAsync<IJSObjectReference>("send", file!.Id, ApiClient.ItemsPath(target), preview!.ContentType, self);
    }

    private async Task CancelAsync()
    {
        if (phase == Phase.Sending && upload is not null)
        {
            await upload.InvokeVoidAsync("cancel");
            return;
        }

        await ForgetAsync();
    }

    private async Task ForgetAsync()
    {
        if (file is not null && module is not null)
        {
            await module.InvokeVoidAsync("forget", file.Id);
        }

        poller?.Dispose();
        (poller, file, preview, report, status, failure, phase) = (null, null, null, null, null, null, Phase.None);
    }

    private async Task PollAsync()
    {
        try
        {
            status = await Api.StatusAsync(target);
            encodeRate.Note(Clock.GetUtcNow(), status.Encoded);
            if (EncodeState == StepState.Done && status.Champion is not null)
            {
                poller?.Dispose();
            }
        }
        catch (ApiProblemException)
        {
            // Asked again in a second; the steps that are done stay done.
        }

        StateHasChanged();
    }

    private async Task DownloadAsync() => await Page.DownloadAsync(NameOf(file!.Name) + "-left-out.csv", "text/csv", RefusedRows.ToCsv(report!.Errors));

    private static string NameOf(string fileName) => Path.GetFileNameWithoutExtension(fileName);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        poller?.Dispose();
        foreach (var handle in new[] { accepting, upload, module })
        {
            if (handle is not null)
            {
                if (ReferenceEquals(handle, accepting))
                {
                    await handle.InvokeVoidAsync("stop");
                }

                await handle.DisposeAsync();
            }
        }

        self?.Dispose();
    }

    /// <summary>A file as the browser names it.</summary>
    /// <param name="Id">Number under which the page keeps it.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Head">Its first 64 kB as text.</param>
    public sealed record ChosenFile(int Id, string Name, long Bytes, string Head);

    private enum Phase
    {
        None,
        Chosen,
        Sending,
        Ended,
    }
}
