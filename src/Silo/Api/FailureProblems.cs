using System.Text.Json;
using ActiveLearning.Ledger;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Data.Sqlite;
using Npgsql;
using Orleans.Serialization;

namespace ActiveLearning.Silo.Api;

/// <summary>Turns what was thrown into an answer: a body that can't be read is the caller's, a store or silo that can't serve is "come back soon".</summary>
internal sealed partial class FailureProblems(ILogger<FailureProblems> logger, IProblemDetailsService problems) : IExceptionHandler
{
    /// <summary>Seconds after which a caller may try again when the store or a silo can't serve.</summary>
    public const string RetryAfterSeconds = "1";

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            return true; // Nobody listens any more.
        }

        var problem = exception switch
        {
            BadHttpRequestException bad => Unreadable(bad),
            _ when IsUnavailable(exception) => Unavailable(httpContext, exception),
            _ => Unexpected(httpContext, exception),
        };
        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    /// <summary>Whether trying the same again later is safe and may help.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        LedgerUnavailableException or OrleansException or TimeoutException or SqliteException => true,

        // The database's server is not there for the moment; what it refuses for good (a broken rule) is no transient failure.
        NpgsqlException { IsTransient: true } => true,

        // The caller is still there, so what was cancelled is a grain that moves to another silo, or a process that ends.
        OperationCanceledException => true,

        // An exception of another silo's that this one can't rebuild.
        UnavailableExceptionFallbackException { ExceptionType: { } type } => type.Contains(nameof(LedgerUnavailableException), StringComparison.Ordinal),
        _ => exception.InnerException is { } inner && IsUnavailable(inner),
    };

    private static ProblemDetails Unreadable(BadHttpRequestException bad)
    {
        var problem = new ProblemDetails { Status = bad.StatusCode, Title = "The request can't be read.", Detail = Describe(bad) };
        if (bad.InnerException is JsonException { Path: { Length: > 2 } path })
        {
            problem.Extensions["field"] = path[2..];
        }

        return problem;
    }

    // The serialiser's message may quote the body; the place is enough.
    private static string Describe(BadHttpRequestException bad) => bad.InnerException switch
    {
        JsonException { Path: { Length: > 2 } path } => $"{path[2..]}: is not of the type that belongs there.",
        JsonException => "The body is not the JSON object that belongs there.",
        _ => bad.StatusCode switch
        {
            StatusCodes.Status415UnsupportedMediaType => "The content type is not one that this call reads.",
            StatusCodes.Status413PayloadTooLarge => "The body is too large.",
            _ => "A parameter or the body is missing or malformed.",
        },
    };

    private ProblemDetails Unavailable(HttpContext http, Exception exception)
    {
        LogUnavailable(exception, http.GetEndpoint()?.DisplayName);
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return new ProblemDetails
        {
            Status = StatusCodes.Status503ServiceUnavailable,
            Title = "Can't serve for the moment.",
            Detail = "The store or a silo can't serve for the moment. Trying the same again is safe.",
        };
    }

    private ProblemDetails Unexpected(HttpContext http, Exception exception)
    {
        LogUnexpected(exception, http.GetEndpoint()?.DisplayName);
        return new ProblemDetails { Status = StatusCodes.Status500InternalServerError, Title = "Something went wrong here.", Detail = "The failure is in the log." };
    }

    [LoggerMessage(LogLevel.Warning, "{Endpoint} can't serve for the moment")]
    private partial void LogUnavailable(Exception exception, string? endpoint);

    [LoggerMessage(LogLevel.Error, "{Endpoint} failed")]
    private partial void LogUnexpected(Exception exception, string? endpoint);
}
