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

/// <summary>Writes items with their labels as NDJSON, each line an <see cref="ExportedItem"/>. What is told as it is stored is written as it is stored.</summary>
internal sealed class ItemExport(ProjectRow project)
{
    // Enough to fill network packets, little enough to keep memory flat.
    private const int FlushBytes = 64 * 1024;

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private static readonly JsonEncodedText Id = NameOf(nameof(ExportedItem.Id));
    private static readonly JsonEncodedText Text = NameOf(nameof(ExportedItem.Text));
    private static readonly JsonEncodedText Attributes = NameOf(nameof(ExportedItem.Attributes));
    private static readonly JsonEncodedText Split = NameOf(nameof(ExportedItem.Split));
    private static readonly JsonEncodedText Labels = NameOf(nameof(ExportedItem.Labels));
    private static readonly JsonEncodedText SettledBy = NameOf(nameof(ExportedItem.SettledBy));
    private static readonly JsonEncodedText Consensus = NameOf(nameof(ExportedItem.Consensus));
    private static readonly JsonEncodedText Pool = JsonEncodedText.Encode("pool");
    private static readonly JsonEncodedText Test = JsonEncodedText.Encode("test");

    /// <summary>Writes all items. Once the first bytes are out, a failure can only be told by ending the connection, which throwing does.</summary>
    public async Task WriteAsync(IAsyncEnumerable<IReadOnlyList<DeliveredItem>> pages, PipeWriter output, CancellationToken cancellationToken)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            foreach (var item in page)
            {
                Write(json, item);
                json.Flush();
                json.Reset();
                output.Write(NewLine);
                if (output.UnflushedBytes > FlushBytes)
                {
                    await output.FlushAsync(cancellationToken);
                }
            }
        }

        await output.FlushAsync(cancellationToken);
    }

    private void Write(Utf8JsonWriter json, DeliveredItem item)
    {
        json.WriteStartObject();
        json.WriteString(Id, item.Id.Span);
        json.WriteString(Text, item.Text.Span);
        json.WritePropertyName(Attributes);
        json.WriteRawValue(item.Attributes.Span, skipInputValidation: true);
        json.WriteString(Split, item.Split == ItemSplit.Test ? Test : Pool);
        json.WriteStartArray(Labels);
        foreach (var label in item.Labels)
        {
            JsonSerializer.Serialize(json, View(label), ApiJson.Options);
        }

        json.WriteEndArray();
        var settledBy = item.SettledBy;
        json.WriteString(SettledBy, settledBy is { } settling ? LabelEndpoints.LabelId(settling) : null);
        json.WritePropertyName(Consensus);
        JsonSerializer.Serialize(json, ConsensusOf(project, LabelFold.Live(settledBy is null ? item.Labels : item.GroupLabels)), ApiJson.Options);
        json.WriteEndObject();
    }

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

    private static JsonEncodedText NameOf(string property) => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(property));
}
