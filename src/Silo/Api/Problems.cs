using Microsoft.AspNetCore.Http.HttpResults;

namespace ActiveLearning.Silo.Api;

/// <summary>Refusals as RFC 9457 problems. A refusal for a field names it in <c>field</c> and in the detail.</summary>
internal static class Problems
{
    /// <summary>400: a field is missing or can't be as it is.</summary>
    public static ProblemHttpResult Field(string field, string reason) => TypedResults.Problem(
        $"{field}: {reason}", statusCode: StatusCodes.Status400BadRequest, title: "A field can't be as it is.", extensions: [new("field", field)]);

    /// <summary>404: the thing that the address names is not there.</summary>
    public static ProblemHttpResult NotFound(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found.");

    /// <summary>404 for a project.</summary>
    public static ProblemHttpResult NoProject() => NotFound("There is no such project.");

    /// <summary>403: this caller may not do this.</summary>
    public static ProblemHttpResult Forbidden(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed.");

    /// <summary>409: it would contradict what is stored.</summary>
    public static ProblemHttpResult Conflict(string field, string reason) => TypedResults.Problem(
        $"{field}: {reason}", statusCode: StatusCodes.Status409Conflict, title: "That contradicts what is stored.", extensions: [new("field", field)]);

    /// <summary>An expected refusal with its outcome word, as in the ledger and the hub.</summary>
    public static ProblemHttpResult Outcome(int status, string outcome, string detail, string? labelId = null) => TypedResults.Problem(
        detail,
        statusCode: status,
        title: "Refused.",
        extensions: labelId is null ? [new("outcome", outcome)] : [new("outcome", outcome), new("labelId", labelId)]);
}
