using Microsoft.AspNetCore.Http.HttpResults;

namespace ActiveLearning.Silo.Identity;

/// <summary>401 and 403 as problems: scripts and hubs can't follow a redirect to a sign-in page.</summary>
internal static class AuthenticationProblems
{
    /// <summary>Writes the problem.</summary>
    public static Task WriteAsync(HttpContext http, int status)
    {
        ProblemHttpResult problem = TypedResults.Problem(
            status == StatusCodes.Status401Unauthorized ? "Sign in, or send a good key in X-Api-Key." : "This account or key may not do this.", statusCode: status);
        return problem.ExecuteAsync(http);
    }
}
