using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Silo.Api;

namespace ActiveLearning.Silo.Export;

/// <summary>Writes items with their labels as NDJSON, one at a time.</summary>
internal sealed class ItemExport(ProjectRow project)
{
    // Enough to fill network packets, little enough to keep memory flat.
    private const int FlushBytes = 64 * 1024;

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>Writes all items. Once the first bytes are out, a failure can only be told by ending the connection, which throwing does.</summary>
    public async Task WriteAsync(IAsyncEnumerable<ItemRecord> items, PipeWriter output, CancellationToken cancellationToken)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            JsonSerializer.Serialize(json, View(item), ApiJson.Options);
            json.Flush();
            json.Reset();
            output.Write(NewLine);
            if (output.UnflushedBytes > FlushBytes)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        await output.FlushAsync(cancellationToken);
    }

    private ExportedItem View(ItemRecord item) => new(
        item.State.Id,
        item.Text,
        item.Attributes,
        item.State.Split == ItemSplit.Test ? "test" : "pool",
        [.. item.Labels.Select(View)],
        item.SettledBy is { } settledBy ? LabelEndpoints.LabelId(settledBy) : null,
        ConsensusOf(project, LabelFold.Live(item.SettledBy is null ? item.Labels : item.GroupLabels)));

    private ExportedLabel View(LabelRow row) => new(
        LabelEndpoints.LabelId(row.Sequence),
        row.LeaseId.ToString(),
        row.Annotator,
        row.Class is { } c ? project.Standard.Classes[c].Name : null,
        row.LeasedAt,
        row.LabelledAt,
        row.StandardVersion,
        row.Arm.ToWord(),
        row.Supersedes is { } superseded ? LabelEndpoints.LabelId(superseded) : null);

    /// <summary>What live labels add up to; null without any.</summary>
    public static Consensus? ConsensusOf(ProjectRow project, IReadOnlyList<LabelRow> live) =>
        LabelFold.Posterior(project.Standard.Classes.Count, live) is { } posterior
            ? new Consensus(project.Standard.Classes[LabelFold.Decide(posterior)].Name, posterior.Max())
            : null;
}
