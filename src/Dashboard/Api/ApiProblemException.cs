namespace ActiveLearning.Dashboard.Api;

/// <summary>What the API answers when it can't do something (RFC 9457), or that it could not be reached.</summary>
/// <param name="status">HTTP status; 0 when there was no answer.</param>
/// <param name="sentence">What is wrong, for people.</param>
/// <param name="fields">Sentences by field name.</param>
/// <param name="traceId">Names the call in the silo's log; may be null.</param>
public sealed class ApiProblemException(int status, string sentence, IReadOnlyDictionary<string, string> fields, string? traceId) : Exception(sentence)
{
    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status { get; } = status;

    /// <summary>Sentences by field name.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; } = fields;

    /// <summary>Names the call in the silo's log; may be null.</summary>
    public string? TraceId { get; } = traceId;
}
