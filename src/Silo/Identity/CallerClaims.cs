using System.Security.Claims;
using ActiveLearning.Silo.Api;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Identity;

/// <summary>What a session's cookie says of an account: the same claims that a key gives, and the stamp by which a session can be ended.</summary>
internal sealed class CallerClaims(UserManager<Person> people, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Person>(people, options)
{
    /// <summary>The claims of a caller.</summary>
    public static ClaimsIdentity Of(Caller caller, string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new Claim(ClaimTypes.Name, caller.Name));
        identity.AddClaim(new Claim(ClaimTypes.Role, caller.Role));
        if (caller.Annotator is not null)
        {
            identity.AddClaim(new Claim(Caller.AnnotatorClaim, caller.Annotator));
        }

        return identity;
    }

    /// <inheritdoc/>
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(ClaimTypes.Role, user.Role));
        identity.AddClaim(new Claim(Caller.AnnotatorClaim, user.UserName!));
        return identity;
    }
}
