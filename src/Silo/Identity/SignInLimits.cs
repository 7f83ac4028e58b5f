using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Identity;

/// <summary>How often passwords may be tried: from one address at all, and from one address for one name.</summary>
internal sealed class SignInLimits : IDisposable
{
    /// <summary>Name of the limit per address, for endpoints.</summary>
    public const string PerAddress = "sign-in";

    private readonly PartitionedRateLimiter<(string Address, string Name)> _perName;

    /// <summary>Creates the limit per address and name. The body names the account, so this one can't run before the body is read.</summary>
    public SignInLimits(IOptions<AccountOptions> options)
    {
        var perMinute = options.Value.SignInsPerMinute;
        _perName = PartitionedRateLimiter.Create<(string Address, string Name), (string, string)>(
            key => RateLimitPartition.GetFixedWindowLimiter(key, _ => Window(perMinute)));
    }

    /// <summary>Whether one more try is allowed now.</summary>
    public bool Allows(HttpContext http, string name)
    {
        using var lease = _perName.AttemptAcquire((AddressOf(http), name.ToUpperInvariant()));
        return lease.IsAcquired;
    }

    /// <summary>Adds the limit per address, and refusals as problems.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SignInLimits>();
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(PerAddress, http => RateLimitPartition.GetFixedWindowLimiter(
                AddressOf(http), _ => Window(http.RequestServices.GetRequiredService<IOptions<AccountOptions>>().Value.SignInsPerMinutePerAddress)));
            limiter.OnRejected = (rejected, _) => new ValueTask(Refusal(rejected.HttpContext).ExecuteAsync(rejected.HttpContext));
        });
    }

    /// <summary>429 with the time to wait.</summary>
    public static IResult Refusal(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "60";
        return TypedResults.Problem("Too many tries to sign in; wait a minute.", statusCode: StatusCodes.Status429TooManyRequests);
    }

    /// <inheritdoc/>
    public void Dispose() => _perName.Dispose();

    private static FixedWindowRateLimiterOptions Window(int permits) => new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 };

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";
}
